package org.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.kernels.Kernels;
import org.sparkddpm.unet.UNetConfig;

class TrainingStepTest {

  private static final UNetConfig UNET =
      new UNetConfig(
          28, 28, 1, 10, 2, 8, List.of(1, 2), 3, 8, List.of(true, true), true, 2, 8, 4, true, true);
  private static final int BATCH = 8;
  private static final int STEPS = 40;

  private final LabelledImages digits = Strokes.draw(0, BATCH * STEPS);

  @Test
  void theLossWithFastKernelsFollowsThatOfTheReference() {
    double[] expected = losses(Kernels.reference());
    double[] actual = losses(Kernels.fastest(DataType.FLOAT));
    assertThat(expected[STEPS - 1]).isLessThan(0.7 * expected[0]);
    for (int i = 0; i < STEPS; i++) {
      assertThat(actual[i]).as("loss of step %d", i).isCloseTo(expected[i], withinPercentage(0.2));
    }
  }

  private double[] losses(Kernels kernels) {
    ModelConfig model = new ModelConfig(UNET, new DiffusionConfig("cosine", 1000), 28, 28);
    NoisedBatch.Maker batches = new NoisedBatch.Maker(model, 5, false, 0.1);
    TrainingStep step = new TrainingStep(UNET, new Adam(2e-3, 0.9, 0.99, 1e-8), 1, kernels);
    step.network().initialize(5);
    double[] losses = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      int[] positions = new int[BATCH];
      long[] examples = new long[BATCH];
      for (int k = 0; k < BATCH; k++) {
        positions[k] = i * BATCH + k;
        examples[k] = positions[k];
      }
      losses[i] = step.run(batches.make(digits, positions, examples, 1), i);
    }
    return losses;
  }
}
