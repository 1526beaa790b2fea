package org.sparkddpm.bench;

import java.io.IOException;
import java.util.Arrays;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.network.Network;
import org.sparkddpm.network.Pass;
import org.sparkddpm.training.LearningRate;
import org.sparkddpm.training.NoisedBatch;
import org.sparkddpm.training.Optimizer;
import org.sparkddpm.training.TrainingStep;

/** A network and the step that is timed on it. */
public interface Work {

  /** Takes one step; returns the loss, or the mean square of what was sampled. */
  double step();

  /** Takes some steps; returns what the last one gives. */
  default double steps(int count) {
    double value = Double.NaN;
    for (int i = 0; i < count; i++) {
      value = step();
    }
    return value;
  }

  /** The network at work. */
  Network network();

  /** The work called {@code train} or {@code sample}. */
  static Work of(String step, Export export, Engine engine) throws IOException {
    Subject subject = Subject.read(export.config());
    Export.Batch batch = export.batch();
    Work work =
        switch (step) {
          case "train" -> training(subject, batch, engine);
          case "sample" -> sampling(subject, batch, engine);
          default -> throw new IllegalArgumentException("no step '" + step + "': train or sample");
        };
    export.load(work.network());
    return work;
  }

  private static Work training(Subject subject, Export.Batch batch, Engine engine) {
    TrainingStep training = trainingStep(subject, batch, engine);
    return new Work() {
      private long iteration;

      @Override
      public double step() {
        return training.run(batch.size(), iteration++);
      }

      @Override
      public Network network() {
        return training.network();
      }
    };
  }

  /** Training as the jobs do it, the batch written to its tensors. */
  static TrainingStep trainingStep(Subject subject, Export.Batch batch, Engine engine) {
    Optimizer adam =
        new Optimizer.Adam(
            LearningRate.constant(subject.learningRate()), new AdamDecays(0.9, 0.99, 1e-8));
    TrainingStep training = new TrainingStep(subject.model(), adam, subject.gradientClip(), engine);
    NoisedBatch tensors = training.batch(batch.size());
    engine.write(batch.images(), tensors.images());
    engine.write(batch.timesteps(), tensors.timesteps());
    engine.write(batch.labels(), tensors.labels());
    engine.write(batch.noise(), tensors.noise());
    return training;
  }

  private static Work sampling(Subject subject, Export.Batch batch, Engine engine) {
    SamplingStep sampling = SamplingStep.of(subject, batch, engine);
    return new Work() {
      @Override
      public double step() {
        sampling.calls().run();
        return sampling.value();
      }

      @Override
      public Network network() {
        return sampling.network();
      }
    };
  }

  /**
   * Both branches of the guidance in one batch of twice the size, as the generator does it.
   *
   * @param guided what the recorded calls leave
   */
  record SamplingStep(Network network, Tensor guided, Runnable calls) {

    /** On a batch, with the noise predicted anew by each run of the calls. */
    public static SamplingStep of(Subject subject, Export.Batch batch, Engine engine) {
      Network network = Network.forInference(subject.model().unet(), engine);
      int n = batch.size();
      Pass pass = network.pass(2 * n);
      float[] labels = twice(batch.labels());
      Arrays.fill(labels, n, 2 * n, network.config().noLabelIndex());
      engine.write(twice(batch.images()), pass.images());
      engine.write(twice(batch.timesteps()), pass.timesteps());
      engine.write(labels, pass.labels());
      int size = network.config().imageSize();
      Tensor conditional = pass.prediction().part(0, n, size);
      Tensor unconditional = pass.prediction().part((long) n * size, n, size);
      Runnable calls =
          engine.record(
              () -> {
                pass.forward();
                engine.kernels().guide(conditional, unconditional, subject.guidance(), conditional);
              });
      return new SamplingStep(network, conditional, calls);
    }

    /** The mean square of what the last run gave. */
    public double value() {
      double sum = 0;
      for (float each : network.engine().read(guided)) {
        sum += each * each;
      }
      return sum / guided.length();
    }
  }

  private static float[] twice(float[] values) {
    float[] both = Arrays.copyOf(values, 2 * values.length);
    System.arraycopy(values, 0, both, values.length, values.length);
    return both;
  }
}
