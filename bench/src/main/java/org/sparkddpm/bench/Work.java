package org.sparkddpm.bench;

import java.io.IOException;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.kernels.Kernels;
import org.sparkddpm.training.NoisedBatch;
import org.sparkddpm.training.TrainingStep;
import org.sparkddpm.unet.UNet;
import org.sparkddpm.unet.UNetDenoiser;

/** A network and the step that is timed on it. */
interface Work {

  /** Takes one step; returns the loss, or the mean square of what was sampled. */
  double step();

  /** The network at work. */
  UNet network();

  /** The work called {@code train} or {@code sample}. */
  static Work of(String step, Export export, Kernels kernels) throws IOException {
    Subject subject = Subject.read(export.config());
    NoisedBatch batch = export.batch();
    Work work =
        switch (step) {
          case "train" -> training(subject, batch, kernels);
          case "sample" -> sampling(subject, batch, kernels);
          default -> throw new IllegalArgumentException("no step '" + step + "': train or sample");
        };
    export.load(work.network());
    return work;
  }

  private static Work training(Subject subject, NoisedBatch batch, Kernels kernels) {
    Adam adam =
        Adam.builder()
            .learningRate(subject.learningRate())
            .beta1(0.9)
            .beta2(0.99)
            .epsilon(1e-8)
            .build();
    TrainingStep training =
        new TrainingStep(subject.model().unet(), adam, subject.gradientClip(), kernels);
    return new Work() {
      private long iteration;

      @Override
      public double step() {
        return training.run(batch, iteration++);
      }

      @Override
      public UNet network() {
        return training.network();
      }
    };
  }

  /** Both branches of the guidance in one batch of twice the size, as the generator does it. */
  private static Work sampling(Subject subject, NoisedBatch batch, Kernels kernels) {
    UNet network = UNet.forInference(subject.model().unet(), kernels);
    Denoiser denoiser = new UNetDenoiser(network);
    float[] images = twice(batch.images());
    int[] timesteps = integers(twice(batch.timesteps()));
    int[] labels = integers(twice(batch.labels()));
    Arrays.fill(labels, batch.size(), labels.length, Denoiser.NO_LABEL);
    float[] epsilon = new float[images.length];
    float scale = (float) subject.guidance();
    return new Work() {
      @Override
      public double step() {
        denoiser.predictNoise(images, timesteps, labels, epsilon);
        int half = epsilon.length / 2;
        double sum = 0;
        for (int i = 0; i < half; i++) {
          float guided = epsilon[half + i] + scale * (epsilon[i] - epsilon[half + i]);
          sum += guided * guided;
        }
        return sum / half;
      }

      @Override
      public UNet network() {
        return network;
      }
    };
  }

  private static float[] twice(INDArray array) {
    return Nd4j.concat(0, array, array).reshape(-1).toFloatVector();
  }

  private static int[] integers(float[] values) {
    int[] integers = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      integers[i] = (int) values[i];
    }
    return integers;
  }
}
