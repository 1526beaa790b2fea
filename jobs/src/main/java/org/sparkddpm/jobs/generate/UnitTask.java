package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.diffusion.StepListener;
import org.sparkddpm.jobs.cluster.ExecutorPool;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.RunIdentity;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.training.ModelConfig;

/**
 * Generates a unit on an executor. A file appears under its final name only when it is whole, and
 * always with the same content, so retried and speculative tasks change nothing.
 *
 * @param engine what generates
 * @param threads native threads of one task
 */
record UnitTask(
    RunIdentity identity,
    RunEngine engine,
    String folder,
    SerializableConfiguration conf,
    int threads)
    implements Serializable {

  /** Generates the unit's samples and writes its file; returns their number. */
  int run(SampleUnit unit, float[] weights) throws IOException {
    List<byte[]> images =
        ExecutorGenerators.memory(identity).guard(engine, () -> generate(unit, weights));
    stopIfKilled();
    new RunWriter(conf.value(), new RunFolder(conf.value(), folder)).write(unit, identity, images);
    return images.size();
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

  private List<byte[]> generate(SampleUnit unit, float[] weights) {
    ModelConfig model = identity.model();
    int batch = identity.sampling().batchSize();
    int[] labels = new int[batch];
    Arrays.fill(labels, unit.label());
    List<byte[]> images = new ArrayList<>();
    ExecutorPool.Loan<ImageGenerator> loan =
        ExecutorGenerators.borrow(identity, engine, weights, threads);
    for (int done = 0; done < unit.count(); done += batch) {
      stopIfKilled();
      long[] indices = new long[batch];
      for (int i = 0; i < batch; i++) {
        indices[i] = unit.first() + done + i;
      }
      float[] samples =
          loan.get().generate(identity.sampling().seed(), labels, indices, StepListener.NONE);
      for (int i = 0; i < Math.min(batch, unit.count() - done); i++) {
        images.add(model.canvas().crop(samples, i * model.canvas().size()));
      }
    }
    loan.giveBack();
    return images;
  }
}
