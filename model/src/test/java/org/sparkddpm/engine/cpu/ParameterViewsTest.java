package org.sparkddpm.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkddpm.engine.cpu.EngineKind.doubles;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.RandomTensors;
import org.sparkddpm.engine.Tensor;

/** Weights and their gradients are windows of one flat array in a network. */
class ParameterViewsTest {

  @ParameterizedTest
  @EnumSource
  void windowsGiveWhatWholeTensorsGive(EngineKind subject) {
    Engine engine = subject.engine();
    RandomTensors tensors = new RandomTensors(engine, 5);
    Kernels kernels = engine.kernels();
    check(
        engine,
        tensors,
        new long[] {2, 6, 6, 4},
        new long[][] {{5, 4, 4, 4}, {5}},
        new long[] {2, 3, 3, 5},
        (x, w, out) -> kernels.convolution(x, w[0], w[1], 2, out),
        (x, w, d, dx, g) -> kernels.convolutionBackward(x, w[0], w[1], d, 2, dx, g[0], g[1]));
    check(
        engine,
        tensors,
        new long[] {2, 3, 3, 4},
        new long[][] {{4, 5, 4, 4}, {5}},
        new long[] {2, 6, 6, 5},
        (x, w, out) -> kernels.transposedConvolution(x, w[0], w[1], 2, out),
        (x, w, d, dx, g) -> kernels.transposedConvolutionBackward(x, w[0], d, 2, dx, g[0], g[1]));
    check(
        engine,
        tensors,
        new long[] {3, 7},
        new long[][] {{5, 7}, {5}},
        new long[] {3, 5},
        (x, w, out) -> kernels.dense(x, w[0], w[1], out),
        (x, w, d, dx, g) -> kernels.denseBackward(x, w[0], d, dx, g[0], g[1]));
    check(
        engine,
        tensors,
        new long[] {2, 3, 3, 6},
        new long[][] {{6}, {6}, {2, 12}},
        new long[] {2, 3, 3, 6},
        (x, w, out) -> kernels.groupNormSilu(x, w[0], w[1], w[2], 3, out),
        (x, w, d, dx, g) ->
            kernels.groupNormSiluBackward(x, w[0], w[1], w[2], 3, d, dx, g[0], g[1], g[2]));
    check(
        engine,
        tensors,
        new long[] {2, 3, 3, 6},
        new long[][] {{6}, {6}},
        new long[] {2, 3, 3, 6},
        (x, w, out) -> kernels.layerNorm(x, w[0], w[1], out),
        (x, w, d, dx, g) -> kernels.layerNormBackward(x, w[0], d, dx, g[0], g[1]));
    Tensor indices = tensors.indices(4, 3);
    check(
        engine,
        tensors,
        new long[] {1},
        new long[][] {{3, 5}},
        new long[] {4, 5},
        (x, w, out) -> kernels.gather(indices, w[0], out),
        (x, w, d, dx, g) -> {
          kernels.gatherBackward(indices, d, g[0]);
          kernels.fill(tensors.of(0), dx);
        });
  }

  @FunctionalInterface
  private interface Forward {
    void run(Tensor x, Tensor[] weights, Tensor out);
  }

  @FunctionalInterface
  private interface Backward {
    void run(Tensor x, Tensor[] weights, Tensor dOut, Tensor dx, Tensor[] gradients);
  }

  private static void check(
      Engine engine,
      RandomTensors tensors,
      long[] xShape,
      long[][] weightShapes,
      long[] outShape,
      Forward forward,
      Backward backward) {
    Tensor x = tensors.normal(xShape);
    Tensor[] views = new Tensor[weightShapes.length];
    Tensor[] wholes = new Tensor[weightShapes.length];
    Tensor[] viewGradients = new Tensor[weightShapes.length];
    Tensor[] wholeGradients = new Tensor[weightShapes.length];
    for (int i = 0; i < views.length; i++) {
      views[i] = tensors.window(weightShapes[i]);
      wholes[i] = tensors.normal(weightShapes[i]);
      engine.kernels().copy(views[i], wholes[i]);
      viewGradients[i] = tensors.window(weightShapes[i]);
      wholeGradients[i] = tensors.normal(weightShapes[i]);
      assertThat(views[i].offset()).as("weight %d is a window", i).isPositive();
    }
    Tensor out = tensors.normal(outShape);
    Tensor expected = tensors.normal(outShape);
    forward.run(x, views, out);
    forward.run(x, wholes, expected);
    assertThat(doubles(engine, out)).isEqualTo(doubles(engine, expected));

    Tensor dOut = tensors.normal(outShape);
    Tensor dx = tensors.normal(xShape);
    Tensor expectedDx = tensors.normal(xShape);
    backward.run(x, views, dOut, dx, viewGradients);
    backward.run(x, wholes, dOut, expectedDx, wholeGradients);
    assertThat(doubles(engine, dx)).isEqualTo(doubles(engine, expectedDx));
    for (int i = 0; i < views.length; i++) {
      assertThat(doubles(engine, viewGradients[i]))
          .as("gradient %d", i)
          .isEqualTo(doubles(engine, wholeGradients[i]));
    }
  }
}
