package org.sparkddpm.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights and their gradients are windows of one flat array in a network. */
class ParameterViewsTest {

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void windowsGiveWhatWholeArraysGive(DataType type) {
    RandomArrays arrays = new RandomArrays(5, type);
    Kernels kernels = Kernels.reference();
    check(
        arrays,
        new long[] {2, 6, 6, 4},
        new long[][] {{5, 4, 4, 4}, {5}},
        new long[] {2, 3, 3, 5},
        (x, w, out) -> kernels.convolution(x, w[0], w[1], 2, out),
        (x, w, d, dx, g) -> kernels.convolutionBackward(x, w[0], w[1], d, 2, dx, g[0], g[1]));
    check(
        arrays,
        new long[] {2, 3, 3, 4},
        new long[][] {{4, 5, 4, 4}, {5}},
        new long[] {2, 6, 6, 5},
        (x, w, out) -> kernels.transposedConvolution(x, w[0], w[1], 2, out),
        (x, w, d, dx, g) -> kernels.transposedConvolutionBackward(x, w[0], d, 2, dx, g[0], g[1]));
    check(
        arrays,
        new long[] {3, 7},
        new long[][] {{5, 7}, {5}},
        new long[] {3, 5},
        (x, w, out) -> kernels.dense(x, w[0], w[1], out),
        (x, w, d, dx, g) -> kernels.denseBackward(x, w[0], d, dx, g[0], g[1]));
    check(
        arrays,
        new long[] {2, 3, 3, 6},
        new long[][] {{6}, {6}, {2, 12}},
        new long[] {2, 3, 3, 6},
        (x, w, out) -> kernels.groupNormSilu(x, w[0], w[1], w[2], 3, out),
        (x, w, d, dx, g) ->
            kernels.groupNormSiluBackward(x, w[0], w[1], w[2], 3, d, dx, g[0], g[1], g[2]));
    check(
        arrays,
        new long[] {2, 3, 3, 6},
        new long[][] {{6}, {6}},
        new long[] {2, 3, 3, 6},
        (x, w, out) -> kernels.layerNorm(x, w[0], w[1], out),
        (x, w, d, dx, g) -> kernels.layerNormBackward(x, w[0], d, dx, g[0], g[1]));
    INDArray indices = arrays.indices(4, 3);
    check(
        arrays,
        new long[] {1},
        new long[][] {{3, 5}},
        new long[] {4, 5},
        (x, w, out) -> kernels.gather(indices, w[0], out),
        (x, w, d, dx, g) -> {
          kernels.gatherBackward(indices, d, g[0]);
          dx.assign(0);
        });
  }

  @FunctionalInterface
  private interface Forward {
    void run(INDArray x, INDArray[] weights, INDArray out);
  }

  @FunctionalInterface
  private interface Backward {
    void run(INDArray x, INDArray[] weights, INDArray dOut, INDArray dx, INDArray[] gradients);
  }

  private static void check(
      RandomArrays arrays,
      long[] xShape,
      long[][] weightShapes,
      long[] outShape,
      Forward forward,
      Backward backward) {
    INDArray x = arrays.normal(xShape);
    INDArray[] views = new INDArray[weightShapes.length];
    INDArray[] wholes = new INDArray[weightShapes.length];
    INDArray[] viewGradients = new INDArray[weightShapes.length];
    INDArray[] wholeGradients = new INDArray[weightShapes.length];
    for (int i = 0; i < views.length; i++) {
      views[i] = arrays.normalView(weightShapes[i]);
      wholes[i] = views[i].dup();
      viewGradients[i] = arrays.normalView(weightShapes[i]);
      wholeGradients[i] = arrays.unwritten(weightShapes[i]);
      assertThat(views[i].offset()).as("weight %d is a window", i).isPositive();
    }
    INDArray out = arrays.unwritten(outShape);
    INDArray expected = arrays.unwritten(outShape);
    forward.run(x, views, out);
    forward.run(x, wholes, expected);
    assertThat(out).isEqualTo(expected);

    INDArray dOut = arrays.normal(outShape);
    INDArray dx = arrays.unwritten(xShape);
    INDArray expectedDx = arrays.unwritten(xShape);
    backward.run(x, views, dOut, dx, viewGradients);
    backward.run(x, wholes, dOut, expectedDx, wholeGradients);
    assertThat(dx).isEqualTo(expectedDx);
    for (int i = 0; i < views.length; i++) {
      assertThat(viewGradients[i]).as("gradient %d", i).isEqualTo(wholeGradients[i]);
    }
  }
}
