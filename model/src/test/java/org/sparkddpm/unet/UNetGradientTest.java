package org.sparkddpm.unet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.sparkddpm.diffusion.Purpose;
import org.sparkddpm.diffusion.RandomStream;
import org.sparkddpm.kernels.Kernels;

/** The gradient of the whole network, through DL4J, against central differences in double. */
class UNetGradientTest {

  private static final double STEP = 1e-6;

  static Stream<UNetConfig> configs() {
    return Stream.of(
        new UNetConfig(
            8, 8, 3, 2, 8, List.of(1, 2), 3, 8, List.of(true, true), true, 2, 4, 4, true, true),
        new UNetConfig(
            8,
            12,
            2,
            1,
            8,
            List.of(1, 2, 1),
            7,
            6,
            List.of(true, false, true),
            true,
            1,
            4,
            8,
            true,
            false),
        new UNetConfig(
            4, 4, 2, 2, 4, List.of(1), 1, 4, List.of(false), false, 1, 4, 2, false, true));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void everyParameterHasTheGradientThatDifferencesShow(UNetConfig config) {
    UNet network = UNet.forTraining(config, new NoOp(), DataType.DOUBLE, Kernels.reference());
    network.initialize(7);
    ComputationGraph graph = network.graph();
    int n = 2;
    graph.setInputs(
        gaussian(1, n, config.imageSize()), column(3, 41), column(0, config.noLabelIndex()));
    graph.setLabels(gaussian(2, n, config.imageSize()));
    graph.computeGradientAndScore();
    // DL4J sums the gradient over the batch and averages the score.
    INDArray gradient = graph.getFlattenedGradients().dup().divi(n);
    INDArray params = graph.params();

    for (ParameterLayout.Entry entry : network.layout().entries()) {
      for (int k = 0; k < Math.min(2, entry.length()); k++) {
        long index = entry.offset() + (long) k * (entry.length() - 1);
        double value = params.getDouble(index);
        params.putScalar(index, value + STEP);
        double above = loss(graph);
        params.putScalar(index, value - STEP);
        double below = loss(graph);
        params.putScalar(index, value);
        double expected = (above - below) / (2 * STEP);
        assertThat(gradient.getDouble(index))
            .as("%s[%d]", entry.name(), index - entry.offset())
            .isCloseTo(
                expected, org.assertj.core.data.Offset.offset(1e-7 + 1e-5 * Math.abs(expected)));
      }
    }
  }

  private static double loss(ComputationGraph graph) {
    graph.computeGradientAndScore();
    return graph.score();
  }

  private static INDArray gaussian(int id, int n, int size) {
    float[] values = new float[n * size];
    RandomStream.of(5, Purpose.DRAWING, id).fillGaussian(values, 0, values.length);
    return Nd4j.createFromArray(values).castTo(DataType.DOUBLE).reshape(n, size);
  }

  private static INDArray column(double... values) {
    return Nd4j.createFromArray(values).reshape(values.length, 1);
  }
}
