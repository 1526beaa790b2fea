package org.sparkddpm.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.NoOp;
import org.sparkddpm.engine.natives.ComputeThreads;
import org.sparkddpm.network.InitialParameters;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/** The gradient of the whole network, through DL4J, against central differences in double. */
class UNetGradientTest {

  private static final double STEP = 1e-6;
  private static final int N = 2;

  static Stream<UNetConfig> configs() {
    return Stream.of(
        new UNetConfig(
            8, 8, 1, 3, 2, 8, List.of(1, 2), 3, 8, List.of(true, true), true, 2, 4, 4, true, true),
        new UNetConfig(
            8,
            12,
            1,
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
            4, 8, 3, 2, 2, 4, List.of(1), 3, 4, List.of(true), false, 1, 4, 2, true, true),
        new UNetConfig(
            4, 4, 1, 2, 2, 4, List.of(1), 1, 4, List.of(false), false, 1, 4, 2, false, true),
        new UNetConfig(
            8,
            4,
            1,
            2,
            2,
            4,
            List.of(1, 2),
            3,
            4,
            List.of(false, true),
            true,
            1,
            4,
            2,
            true,
            true,
            true),
        new UNetConfig(
            4, 4, 1, 2, 2, 4, List.of(1), 1, 4, List.of(false), false, 1, 4, 2, false, true, true));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void everyParameterHasTheGradientThatDifferencesShow(UNetConfig config) {
    ComputeThreads.use(1);
    ComputationGraph graph =
        new ComputationGraph(UNetGraph.of(config, new NoOp(), DataType.DOUBLE));
    graph.init();
    graph
        .params()
        .assign(
            Nd4j.createFromArray(InitialParameters.of(config, 7))
                .castTo(DataType.DOUBLE)
                .reshape(graph.params().shape()));
    INDArray start = graph.params().reshape(-1);
    // What starts at zero would hide the gradients of what lies before it.
    start.addi(
        start
            .eq(0)
            .castTo(DataType.DOUBLE)
            .mul(gaussian(3, 1, (int) start.length()).reshape(-1))
            .mul(0.1));
    INDArray images = gaussian(1, N, config.imageSize());
    INDArray times = column(3, 41);
    INDArray labels = column(0, config.noLabelIndex());
    INDArray noise = gaussian(2, N, config.imageSize());
    graph.setInputs(images, times, labels);
    graph.setLabels(noise);
    graph.computeGradientAndScore();
    // DL4J sums the gradient over the batch and averages the score.
    INDArray gradient = graph.getFlattenedGradients().reshape(-1).dup().divi(N);
    INDArray params = graph.params().reshape(-1);
    assertThat(loss(graph, images, times, labels, noise)).isCloseTo(graph.score(), offset(1e-12));

    for (ParameterLayout.Entry entry : ParameterLayout.of(config).entries()) {
      INDArrayIndex range = NDArrayIndex.interval(entry.offset(), entry.offset() + entry.length());
      INDArray direction = gaussian(100 + entry.offset(), 1, entry.length()).reshape(-1);
      INDArray values = params.get(range);
      values.addi(direction.mul(STEP));
      double above = loss(graph, images, times, labels, noise);
      values.subi(direction.mul(2 * STEP));
      double below = loss(graph, images, times, labels, noise);
      values.addi(direction.mul(STEP));
      double expected = (above - below) / (2 * STEP);
      double actual = gradient.get(range).mul(direction).sumNumber().doubleValue();
      assertThat(actual)
          .as(entry.name())
          .isCloseTo(expected, offset(1e-7 + 1e-5 * Math.abs(expected)));
    }
  }

  private static double loss(
      ComputationGraph graph, INDArray images, INDArray times, INDArray labels, INDArray noise) {
    INDArray error = graph.output(false, images, times, labels)[0].sub(noise);
    return error.muli(error).meanNumber().doubleValue();
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
