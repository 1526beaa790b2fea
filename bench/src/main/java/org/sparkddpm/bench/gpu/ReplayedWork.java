package org.sparkddpm.bench.gpu;

import java.io.IOException;
import java.util.stream.IntStream;
import org.sparkddpm.bench.Export;
import org.sparkddpm.bench.Subject;
import org.sparkddpm.bench.Work;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.network.Network;
import org.sparkddpm.training.MinibatchPlan;
import org.sparkddpm.training.TrainingStep;

/**
 * Steps as the jobs take them on a device: recorded once and replayed, with a result read at the
 * end of all of them and none between. A single {@link Work#step} computes on the exported batch, so
 * that it can be compared.
 */
final class ReplayedWork {

  /** Minibatches of a round, after which losses are read. */
  private static final int ROUND = 100;

  private static final int IMAGES = 4096;

  private ReplayedWork() {}

  static Work of(String step, Export export, Engine engine) throws IOException {
    Subject subject = Subject.read(export.config());
    Export.Batch batch = export.batch();
    Work work =
        switch (step) {
          case GpuOptions.TRAIN ->
              new Training(subject, Work.trainingStep(subject, batch, engine), batch.size());
          case GpuOptions.SAMPLE -> new Sampling(Work.SamplingStep.of(subject, batch, engine));
          default -> throw new IllegalArgumentException("no step '" + step + "': train or sample");
        };
    export.load(work.network());
    return work;
  }

  /** Whole rounds on drawn digits, each minibatch drawn and noised on the device. */
  private static final class Training implements Work {

    private final TrainingStep training;
    private final int batch;
    private final Noising noising;
    private final LabelledImages digits = Strokes.draw(0, IMAGES);
    private long iteration;

    Training(Subject subject, TrainingStep training, int batch) {
      this.training = training;
      this.batch = batch;
      this.noising = subject.model().noising(1, 0.1, false);
    }

    @Override
    public double step() {
      return training.run(batch, iteration++);
    }

    @Override
    public double steps(int count) {
      double loss = Double.NaN;
      for (int done = 0; done < count; done += ROUND) {
        int steps = Math.min(ROUND, count - done);
        float[] losses = training.run(digits, noising, plan(steps), iteration, iteration);
        iteration += steps;
        loss = losses[steps - 1];
      }
      return loss;
    }

    /** The images one after another, again from the first where they end. */
    private MinibatchPlan plan(int steps) {
      int[] positions = IntStream.range(0, steps * batch).map(i -> i % IMAGES).toArray();
      int[] epochs = IntStream.range(0, steps * batch).map(i -> i / IMAGES).toArray();
      long[] examples = IntStream.of(positions).asLongStream().toArray();
      return new MinibatchPlan(iteration, batch, positions, examples, epochs);
    }

    @Override
    public Network network() {
      return training.network();
    }
  }

  /** One denoising step over and over. */
  private record Sampling(Work.SamplingStep sampling) implements Work {

    @Override
    public double step() {
      return steps(1);
    }

    @Override
    public double steps(int count) {
      for (int i = 0; i < count; i++) {
        sampling.calls().run();
      }
      return sampling.value();
    }

    @Override
    public Network network() {
      return sampling.network();
    }
  }
}
