package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.diffusion.StepListener;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.RunIdentity;
import org.sparkddpm.jobs.samples.SampleFileWriter;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.jobs.storage.WholeFile;
import org.sparkddpm.training.ModelConfig;

/**
 * Generates a unit on an executor. A file appears under its final name only when it is whole, and
 * always with the same content, so retried and speculative tasks change nothing.
 *
 * @param words what the classes are called; none if by their numbers
 * @param engine what generates
 * @param threads native threads of one task
 */
record UnitTask(
    RunIdentity identity,
    List<String> words,
    RunEngine engine,
    String folder,
    SerializableConfiguration conf,
    int threads)
    implements Serializable {

  /** Generates the unit's samples and writes its file; returns their number. */
  int run(SampleUnit unit, float[] weights) throws IOException {
    RunWriter writer = new RunWriter(new RunFolder(conf.value(), folder));
    try (WholeFile file = writer.begin(unit.path())) {
      try (SampleFileWriter rows =
          new SampleFileWriter(conf.value(), file.stream(), identity, words)) {
        ExecutorGenerators.memory(identity)
            .guard(
                () ->
                    ExecutorGenerators.lend(
                        identity,
                        engine,
                        weights,
                        threads,
                        generator -> generate(unit, generator, rows)));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      stopIfKilled();
      file.commit();
    } catch (IOException e) {
      throw writer.unwritable(unit.path(), e);
    }
    return unit.count();
  }

  /**
   * Spark interrupts only threads that wait; a copy of a task that has come too late must not
   * write.
   */
  private static void stopIfKilled() {
    TaskContext task = TaskContext.get();
    if (task != null && task.isInterrupted()) {
      throw new TaskKilledException("another copy of this task was faster, or the job has ended");
    }
  }

  private int generate(SampleUnit unit, ImageGenerator generator, SampleFileWriter rows) {
    ModelConfig model = identity.model();
    int batch = identity.sampling().batchSize();
    int[] labels = new int[batch];
    Arrays.fill(labels, unit.label());
    for (int done = 0; done < unit.count(); done += batch) {
      stopIfKilled();
      long[] indices = new long[batch];
      for (int i = 0; i < batch; i++) {
        indices[i] = unit.first() + done + i;
      }
      float[] samples =
          generator.generate(identity.sampling().seed(), labels, indices, StepListener.NONE);
      for (int i = 0; i < Math.min(batch, unit.count() - done); i++) {
        try {
          rows.add(
              unit.label(), indices[i], model.canvas().crop(samples, i * model.canvas().size()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return unit.count();
  }
}
