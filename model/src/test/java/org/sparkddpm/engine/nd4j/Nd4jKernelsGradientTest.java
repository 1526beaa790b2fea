package org.sparkddpm.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/** The backward kernels of the reference against differences of the forward ones, in doubles. */
class Nd4jKernelsGradientTest {

  private static final int CASES = 6;

  private final Nd4jEngine engine = new Nd4jEngine(DataType.DOUBLE);
  private final Kernels kernels = engine.kernels();
  private final RandomArrays arrays = new RandomArrays(17);
  private final GradientCheck gradients = new GradientCheck(engine, arrays);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 7})
  void convolution(int kernel) {
    for (int i = 0; i < CASES; i++) {
      int stride = arrays.size(1, 2);
      int n = arrays.size(1, 3);
      int h = arrays.size(3, 8);
      int w = arrays.size(3, 8);
      int in = arrays.size(1, 5);
      int out = arrays.size(1, 5);
      INDArray[] inputs = {
        arrays.normal(n, h, w, in), arrays.normal(out, in, kernel, kernel), arrays.normal(out)
      };
      gradients.check(
          new long[] {n, (h + stride - 1) / stride, (w + stride - 1) / stride, out},
          inputs,
          (x, y) -> kernels.convolution(x[0], x[1], x[2], stride, y),
          (x, d, g) -> kernels.convolutionBackward(x[0], x[1], x[2], d, stride, g[0], g[1], g[2]));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 7})
  void transposedConvolution(int kernel) {
    for (int i = 0; i < CASES; i++) {
      int stride = arrays.size(1, 2);
      int n = arrays.size(1, 3);
      long h = arrays.size(2, 5);
      long w = arrays.size(2, 5);
      int in = arrays.size(1, 5);
      int out = arrays.size(1, 5);
      INDArray[] inputs = {
        arrays.normal(n, h, w, in), arrays.normal(in, out, kernel, kernel), arrays.normal(out)
      };
      gradients.check(
          new long[] {n, h * stride, w * stride, out},
          inputs,
          (x, y) -> kernels.transposedConvolution(x[0], x[1], x[2], stride, y),
          (x, d, g) ->
              kernels.transposedConvolutionBackward(x[0], x[1], d, stride, g[0], g[1], g[2]));
    }
  }

  @Test
  void dense() {
    for (int i = 0; i < CASES; i++) {
      int in = arrays.size(1, 7);
      int out = arrays.size(1, 7);
      long[] shape = rowsOrImage(in);
      long[] outShape = shape.clone();
      outShape[shape.length - 1] = out;
      INDArray x = arrays.normal(shape);
      INDArray w = arrays.normal(out, in);
      gradients.check(
          outShape,
          new INDArray[] {x, w, arrays.normal(out)},
          (a, y) -> kernels.dense(a[0], a[1], a[2], y),
          (a, d, g) -> kernels.denseBackward(a[0], a[1], d, g[0], g[1], g[2]));
      gradients.check(
          outShape,
          new INDArray[] {x, w},
          (a, y) -> kernels.dense(a[0], a[1], null, y),
          (a, d, g) -> kernels.denseBackward(a[0], a[1], d, g[0], g[1], null));
    }
  }

  @Test
  void groupNormSilu() {
    for (int i = 0; i < 2 * CASES; i++) {
      int n = arrays.size(1, 3);
      int groups = arrays.size(1, 3);
      int c = groups * arrays.size(1, 4);
      INDArray x = arrays.normal(n, arrays.size(2, 5), arrays.size(2, 5), c).muli(2).addi(0.5);
      INDArray gain = arrays.normal(c);
      INDArray bias = arrays.normal(c);
      gradients.check(
          x.shape(),
          new INDArray[] {x, gain, bias, arrays.normal(n, 2L * c)},
          (a, y) -> kernels.groupNormSilu(a[0], a[1], a[2], a[3], groups, y),
          (a, d, g) ->
              kernels.groupNormSiluBackward(
                  a[0], a[1], a[2], a[3], groups, d, g[0], g[1], g[2], g[3]));
      gradients.check(
          x.shape(),
          new INDArray[] {x, gain, bias},
          (a, y) -> kernels.groupNormSilu(a[0], a[1], a[2], null, groups, y),
          (a, d, g) ->
              kernels.groupNormSiluBackward(
                  a[0], a[1], a[2], null, groups, d, g[0], g[1], g[2], null));
    }
  }

  @Test
  void layerNorm() {
    for (int i = 0; i < CASES; i++) {
      int c = arrays.size(2, 9);
      gradients.check(
          // One shape serves input and output.
          new long[] {2, 3, i + 1, c},
          new INDArray[] {arrays.normal(2, 3, i + 1, c), arrays.normal(c), arrays.normal(c)},
          (a, y) -> kernels.layerNorm(a[0], a[1], a[2], y),
          (a, d, g) -> kernels.layerNormBackward(a[0], a[1], d, g[0], g[1], g[2]));
    }
  }

  @Test
  void attention() {
    for (int i = 0; i < CASES; i++) {
      int heads = arrays.size(1, 3);
      int hidden = heads * arrays.size(1, 5);
      INDArray qkv =
          arrays.normal(arrays.size(1, 3), arrays.size(1, 4), arrays.size(1, 4), 3L * hidden);
      long[] outShape = {qkv.size(0), qkv.size(1), qkv.size(2), hidden};
      gradients.check(
          outShape,
          new INDArray[] {qkv},
          (a, y) -> kernels.attention(a[0], heads, false, y),
          (a, d, g) -> kernels.attentionBackward(a[0], heads, false, d, g[0]));
      gradients.check(
          outShape,
          new INDArray[] {qkv},
          (a, y) -> kernels.attention(a[0], heads, true, y),
          (a, d, g) -> kernels.attentionBackward(a[0], heads, true, d, g[0]));
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activate(Activation activation) {
    for (int i = 0; i < CASES; i++) {
      INDArray x = arrays.normal(rowsOrImage(arrays.size(1, 7))).muli(3);
      gradients.check(
          x.shape(),
          new INDArray[] {x},
          (a, y) -> kernels.activate(activation, a[0], y),
          (a, d, g) -> kernels.activateBackward(activation, a[0], d, g[0]));
    }
  }

  @Test
  void concatAndSplitAreEachOthersGradients() {
    for (int i = 0; i < CASES; i++) {
      long[] first = rowsOrImage(arrays.size(1, 7));
      long[] second = first.clone();
      second[second.length - 1] = arrays.size(1, 7);
      long[] whole = first.clone();
      whole[whole.length - 1] += second[second.length - 1];
      gradients.check(
          whole,
          new INDArray[] {arrays.normal(first), arrays.normal(second)},
          (a, y) -> kernels.concat(List.of(a), y),
          (a, d, g) -> kernels.split(d, List.of(g)));
    }
  }

  @Test
  void gather() {
    for (int i = 0; i < CASES; i++) {
      int n = arrays.size(1, 6);
      int rows = arrays.size(1, 4);
      int c = arrays.size(1, 5);
      INDArray indices = arrays.indices(n, rows);
      INDArray table = arrays.normal(rows, c);
      gradients.check(
          new long[] {n, c},
          new INDArray[] {table},
          (a, y) -> kernels.gather(engine.tensor(indices), a[0], y),
          (a, d, g) -> kernels.gatherBackward(engine.tensor(indices), d, g[0]));
      INDArray out = arrays.unwritten(n, c);
      kernels.gather(engine.tensor(indices), engine.tensor(table), engine.tensor(out));
      for (int row = 0; row < n; row++) {
        assertThat(out.getRow(row)).isEqualTo(table.getRow(indices.getLong(row)));
      }
    }
  }

  @Test
  void addAlsoInPlace() {
    INDArray a = arrays.normal(2, 3, 3, 5);
    INDArray b = arrays.normal(2, 3, 3, 5);
    INDArray sum = a.add(b);
    INDArray out = arrays.unwritten(2, 3, 3, 5);
    kernels.add(engine.tensor(a), engine.tensor(b), engine.tensor(out));
    assertThat(out).isEqualTo(sum);
    INDArray first = a.dup();
    kernels.add(engine.tensor(first), engine.tensor(b), engine.tensor(first));
    assertThat(first).isEqualTo(sum);
    INDArray second = b.dup();
    kernels.add(engine.tensor(a), engine.tensor(second), engine.tensor(second));
    assertThat(second).isEqualTo(sum);
  }

  @Test
  void transposedConvolutionIsTheAdjointOfConvolution() {
    for (int kernel : new int[] {1, 3, 4, 7}) {
      for (int stride = 1; stride <= 2; stride++) {
        int in = arrays.size(1, 4);
        int out = arrays.size(1, 4);
        long h = arrays.size(2, 5);
        long w = arrays.size(2, 5);
        INDArray weights = arrays.normal(out, in, kernel, kernel);
        INDArray x = arrays.normal(2, h * stride, w * stride, in);
        INDArray y = arrays.normal(2, h, w, out);
        INDArray convolved = arrays.unwritten(y.shape());
        kernels.convolution(
            engine.tensor(x),
            engine.tensor(weights),
            engine.floats(out),
            stride,
            engine.tensor(convolved));
        INDArray transposed = arrays.unwritten(x.shape());
        kernels.transposedConvolution(
            engine.tensor(y),
            engine.tensor(weights),
            engine.floats(in),
            stride,
            engine.tensor(transposed));
        assertThat(GradientCheck.inner(transposed, x))
            .isCloseTo(GradientCheck.inner(convolved, y), within(1e-9));
      }
    }
  }

  @Test
  void patchesAndJoiningThemAreEachOthersGradientsAndInverses() {
    for (int i = 0; i < CASES; i++) {
      int n = arrays.size(1, 3);
      int rows = arrays.size(1, 4);
      int columns = arrays.size(1, 4);
      int size = arrays.size(1, 4);
      int c = arrays.size(1, 3);
      INDArray images = arrays.normal(n, (long) rows * size, (long) columns * size, c);
      long[] cut = {n, rows, columns, (long) size * size * c};
      gradients.check(
          cut,
          new INDArray[] {images},
          (a, y) -> kernels.patches(a[0], size, y),
          (a, d, g) -> kernels.joinPatches(d, size, g[0]));
      gradients.check(
          images.shape(),
          new INDArray[] {arrays.normal(cut)},
          (a, y) -> kernels.joinPatches(a[0], size, y),
          (a, d, g) -> kernels.patches(d, size, g[0]));
      INDArray patches = arrays.unwritten(cut);
      INDArray joined = arrays.unwritten(images.shape());
      kernels.patches(engine.tensor(images), size, engine.tensor(patches));
      kernels.joinPatches(engine.tensor(patches), size, engine.tensor(joined));
      assertThat(joined).isEqualTo(images);
    }
  }

  @Test
  void meanSquaredErrorAddsEachImagesOwnMeanToTheGradient() {
    for (int i = 0; i < CASES; i++) {
      int n = arrays.size(1, 5);
      int size = arrays.size(1, 30);
      INDArray prediction = arrays.normal(n, size);
      INDArray target = arrays.normal(n, size);
      Tensor gradient = engine.tensor(arrays.unwritten(n, size));
      Tensor unused = engine.floats(1);
      kernels.meanSquaredError(engine.tensor(prediction), engine.tensor(target), unused, gradient);
      // The loss is the mean over the images too, so its gradient is shorter by their number.
      gradients.check(
          new long[] {1},
          new INDArray[] {prediction},
          (a, y) -> kernels.meanSquaredError(a[0], engine.tensor(target), y, null),
          (a, d, g) ->
              engine
                  .array(g[0])
                  .assign(
                      engine.array(gradient).mul(engine.array(d).getDouble(0)).divi((double) n)));
    }
  }

  private long[] rowsOrImage(int last) {
    int n = arrays.size(1, 4);
    return arrays.coin()
        ? new long[] {n, last}
        : new long[] {n, arrays.size(1, 4), arrays.size(1, 4), last};
  }
}
