package org.sparkddpm.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

/** The CPU's kernels in floats against the reference in doubles. */
class CpuKernelsTest {

  private static final int CASES = 25;

  /** Of the greatest element of the result. */
  private static final double TOLERANCE = 1e-5;

  private final Kernels reference = Kernels.reference();
  // One instance meets all the shapes, so that what a call leaves in its scratch memory shows.
  private final Kernels cpu = new CpuKernels(false);
  private final RandomArrays arrays = new RandomArrays(23, DataType.FLOAT);

  @Test
  void groupNormSilu() {
    for (int i = 0; i < CASES; i++) {
      int n = arrays.size(1, 4);
      int groups = arrays.size(1, 8);
      int c = groups * arrays.size(1, i % 5 == 0 ? 150 : 9);
      INDArray x = image(n, c).muli(arrays.size(1, 4)).addi(arrays.size(-8, 8));
      INDArray gain = arrays.normalView(c);
      INDArray bias = arrays.normalView(c);
      INDArray scaleShift = i % 2 == 0 ? null : arrays.normalView(n, 2L * c);
      compare(
          new INDArray[] {x, gain, bias, scaleShift},
          new long[][] {x.shape()},
          (kernels, a) -> kernels.groupNormSilu(a[0], a[1], a[2], a[3], groups, a[4]));
      compare(
          new INDArray[] {x, gain, bias, scaleShift, arrays.normal(x.shape())},
          new long[][] {x.shape(), {c}, {c}, scaleShift == null ? null : scaleShift.shape()},
          (kernels, a) ->
              kernels.groupNormSiluBackward(
                  a[0], a[1], a[2], a[3], groups, a[4], a[5], a[6], a[7], a[8]));
    }
  }

  @Test
  void layerNorm() {
    for (int i = 0; i < CASES; i++) {
      int c = arrays.size(2, i % 5 == 0 ? 1500 : 70);
      INDArray x = image(arrays.size(1, 4), c).addi(arrays.size(-5, 5));
      INDArray gain = arrays.normalView(c);
      compare(
          new INDArray[] {x, gain, arrays.normalView(c)},
          new long[][] {x.shape()},
          (kernels, a) -> kernels.layerNorm(a[0], a[1], a[2], a[3]));
      compare(
          new INDArray[] {x, gain, arrays.normal(x.shape())},
          new long[][] {x.shape(), {c}, {c}},
          (kernels, a) -> kernels.layerNormBackward(a[0], a[1], a[2], a[3], a[4], a[5]));
    }
  }

  @Test
  void attention() {
    for (int i = 0; i < CASES; i++) {
      int heads = arrays.size(1, 4);
      INDArray qkv = image(arrays.size(1, 4), 3 * heads * arrays.size(1, 33));
      long[] out = {qkv.size(0), qkv.size(1), qkv.size(2), qkv.size(3) / 3};
      INDArray dOut = arrays.normal(out);
      compare(
          new INDArray[] {qkv},
          new long[][] {out},
          (kernels, a) -> kernels.attention(a[0], heads, a[1]));
      compare(
          new INDArray[] {qkv, dOut},
          new long[][] {qkv.shape()},
          (kernels, a) -> kernels.attentionBackward(a[0], heads, a[1], a[2]));
      compare(
          new INDArray[] {qkv},
          new long[][] {out},
          (kernels, a) -> kernels.linearAttention(a[0], heads, a[1]));
      compare(
          new INDArray[] {qkv, dOut},
          new long[][] {qkv.shape()},
          (kernels, a) -> kernels.linearAttentionBackward(a[0], heads, a[1], a[2]));
    }
  }

  @Test
  void attentionWithScoresFarApart() {
    INDArray qkv = arrays.normal(2, 5, 5, 24).muli(12);
    compare(
        new INDArray[] {qkv},
        new long[][] {{2, 5, 5, 8}},
        (kernels, a) -> kernels.attention(a[0], 2, a[1]));
    compare(
        new INDArray[] {qkv},
        new long[][] {{2, 5, 5, 8}},
        (kernels, a) -> kernels.linearAttention(a[0], 2, a[1]));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activate(Activation activation) {
    for (int i = 0; i < CASES; i++) {
      INDArray x = image(arrays.size(1, 4), arrays.size(1, 40)).muli(arrays.size(1, 12));
      compare(
          new INDArray[] {x},
          new long[][] {x.shape()},
          (kernels, a) -> kernels.activate(activation, a[0], a[1]));
      compare(
          new INDArray[] {x, arrays.normal(x.shape())},
          new long[][] {x.shape()},
          (kernels, a) -> kernels.activateBackward(activation, a[0], a[1], a[2]));
    }
  }

  @Test
  void dense() {
    for (int i = 0; i < CASES; i++) {
      int in = arrays.size(1, 70);
      int out = arrays.size(1, 70);
      INDArray x =
          arrays.coin() ? image(arrays.size(1, 4), in) : arrays.normal(arrays.size(1, 9), in);
      long[] outShape = x.shape().clone();
      outShape[outShape.length - 1] = out;
      INDArray w = arrays.normalView(out, in);
      INDArray b = i % 3 == 0 ? null : arrays.normalView(out);
      compare(
          new INDArray[] {x, w, b},
          new long[][] {outShape},
          (kernels, a) -> kernels.dense(a[0], a[1], a[2], a[3]));
      compare(
          new INDArray[] {x, w, arrays.normal(outShape)},
          new long[][] {x.shape(), w.shape(), b == null ? null : b.shape()},
          (kernels, a) -> kernels.denseBackward(a[0], a[1], a[2], a[3], a[4], a[5]));
    }
  }

  @Test
  void convolutions() {
    for (int i = 0; i < CASES; i++) {
      int kernel = new int[] {1, 3, 4, 7}[i % 4];
      int stride = arrays.size(1, 2);
      int in = arrays.size(1, 20);
      int out = arrays.size(1, 20);
      INDArray small = image(arrays.size(1, 4), in);
      long[] large = {small.size(0), small.size(1) * stride, small.size(2) * stride, out};
      INDArray w = arrays.normalView(in, out, kernel, kernel);
      INDArray b = arrays.normalView(out);
      compare(
          new INDArray[] {small, w, b},
          new long[][] {large},
          (kernels, a) -> kernels.transposedConvolution(a[0], a[1], a[2], stride, a[3]));
      compare(
          new INDArray[] {small, w, arrays.normal(large)},
          new long[][] {small.shape(), w.shape(), {out}},
          (kernels, a) ->
              kernels.transposedConvolutionBackward(a[0], a[1], a[2], stride, a[3], a[4], a[5]));
      INDArray x = arrays.normal(large);
      INDArray bias = arrays.normalView(in);
      compare(
          new INDArray[] {x, w, bias},
          new long[][] {small.shape()},
          (kernels, a) -> kernels.convolution(a[0], a[1], a[2], stride, a[3]));
      compare(
          new INDArray[] {x, w, bias, arrays.normal(small.shape())},
          new long[][] {x.shape(), w.shape(), {in}},
          (kernels, a) ->
              kernels.convolutionBackward(a[0], a[1], a[2], a[3], stride, a[4], a[5], a[6]));
    }
  }

  @Test
  void adam() {
    for (int i = 0; i < CASES; i++) {
      int length = arrays.size(1, i % 3 == 0 ? 9000 : 90);
      INDArray gradient = arrays.normalView(length);
      INDArray second = arrays.normal(length);
      second.muli(second);
      AdamStep step = AdamStep.at(i, 1e-2, 0.9, 0.99, 1e-8);
      // In place: the moments and the parameters are copied into the results first.
      INDArray first = arrays.normal(length);
      INDArray parameters = arrays.normal(length);
      compare(
          new INDArray[] {gradient, first, second, parameters},
          new long[][] {{length}, {length}, {length}},
          (kernels, a) -> {
            for (int k = 0; k < 3; k++) {
              a[4 + k].assign(a[1 + k]);
            }
            kernels.adam(step, a[0], 0.25, a[4], a[5], a[6]);
          });
      assertThat(cpu.squaredNorm(gradient))
          .isCloseTo(reference.squaredNorm(gradient), withinPercentage(1e-3));
    }
  }

  @Test
  void fixedWeightsAreTakenAnewWhenToldSo() {
    Kernels fixed = new CpuKernels(true);
    INDArray x = arrays.normal(2, 6, 6, 20);
    INDArray b = arrays.normalView(16);
    INDArray w = arrays.normalView(16, 20, 3, 3);
    INDArray other = arrays.normalView(16, 20, 3, 3);
    for (int i = 0; i < 2; i++) {
      for (INDArray weights : new INDArray[] {w, other, w}) {
        INDArray expected = Nd4j.create(DataType.FLOAT, 2, 6, 6, 16);
        INDArray actual = expected.like();
        cpu.convolution(x, weights, b, 1, expected);
        fixed.convolution(x, weights, b, 1, actual);
        assertThat(actual).isEqualTo(expected);
      }
      w.muli(2);
      fixed.weightsChanged();
    }
  }

  @Test
  void adamIsThatOfNd4j() {
    int length = 2500;
    Adam config = new Adam(1e-2, 0.9, 0.99, 1e-8);
    INDArray state = Nd4j.zeros(DataType.FLOAT, 1, 2L * length);
    GradientUpdater<?> updater = config.instantiate(state, true);
    INDArray expected = arrays.normal(1, length);
    INDArray first = Nd4j.zeros(DataType.FLOAT, length);
    INDArray second = Nd4j.zeros(DataType.FLOAT, length);
    INDArray parameters = expected.dup().reshape(length);
    for (int iteration = 0; iteration < 4; iteration++) {
      INDArray gradient = arrays.normal(1, length);
      cpu.adam(
          AdamStep.at(iteration, 1e-2, 0.9, 0.99, 1e-8), gradient, 1, first, second, parameters);
      updater.applyUpdater(gradient, iteration, 0);
      expected.subi(gradient);
    }
    assertThat(parameters.distance2(expected.reshape(length))).isLessThan(1e-5);
    assertThat(state.reshape(2L * length).distance2(Nd4j.concat(0, first, second)))
        .isLessThan(1e-5);
  }

  @Test
  void aFailureInAnyThreadIsTheCallers() {
    ComputeThreads.use(3);
    Lanes<int[]> lanes = new Lanes<>(() -> new int[1]);
    assertThatThrownBy(
            () ->
                lanes.run(
                    3,
                    (scratch, from, to) -> {
                      if (to == 3) {
                        throw new IllegalArgumentException("in the last part");
                      }
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in the last part");
    assertThat(lanes.run(8, (scratch, from, to) -> scratch[0] = to - from))
        .hasSize(3)
        .extracting(scratch -> scratch[0])
        .containsExactly(2, 3, 3);
  }

  @Test
  void addConcatSplitAndGather() {
    for (int i = 0; i < CASES; i++) {
      INDArray a = image(arrays.size(1, 4), arrays.size(1, 40));
      long[] second = a.shape().clone();
      second[3] = arrays.size(1, 40);
      long[] whole = a.shape().clone();
      whole[3] += second[3];
      compare(
          new INDArray[] {a, arrays.normal(a.shape())},
          new long[][] {a.shape()},
          (kernels, x) -> kernels.add(x[0], x[1], x[2]));
      compare(
          new INDArray[] {a, arrays.normal(second)},
          new long[][] {whole},
          (kernels, x) -> kernels.concat(new INDArray[] {x[0], x[1]}, x[2]));
      compare(
          new INDArray[] {arrays.normal(whole)},
          new long[][] {a.shape(), second},
          (kernels, x) -> kernels.split(x[0], new INDArray[] {x[1], x[2]}));
      int rows = arrays.size(1, 12);
      INDArray indices = arrays.indices(arrays.size(1, 9), rows);
      INDArray table = arrays.normalView(rows, arrays.size(1, 70));
      compare(
          new INDArray[] {indices, table},
          new long[][] {{indices.length(), table.size(1)}},
          (kernels, x) -> kernels.gather(x[0], x[1], x[2]));
      compare(
          new INDArray[] {indices, arrays.normal(indices.length(), table.size(1))},
          new long[][] {table.shape()},
          (kernels, x) -> kernels.gatherBackward(x[0], x[1], x[2]));
    }
  }

  @Test
  void isTheFastestForFloatsOnTheCpu() {
    assertThat(Kernels.fastest(DataType.FLOAT)).isInstanceOf(CpuKernels.class);
    assertThat(Kernels.fastest(DataType.DOUBLE)).isExactlyInstanceOf(OpsKernels.class);
  }

  @Test
  void refusesWhatWouldReadOrWriteBesideAnArray() {
    INDArray x = arrays.normal(2, 3, 3, 4);
    INDArray gain = arrays.normal(4);
    assertThatThrownBy(() -> cpu.layerNorm(x, gain, gain, arrays.normal(2, 3, 2, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("72 floats")
        .hasMessageContaining("[2, 3, 2, 4]");
    INDArray permuted = arrays.normal(2, 4, 3, 3).permute(0, 2, 3, 1);
    assertThatThrownBy(() -> cpu.layerNorm(permuted, gain, gain, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dense FLOAT arrays in c order")
        .hasMessageContaining("strides");
    INDArray doubles = x.castTo(DataType.DOUBLE);
    assertThatThrownBy(() -> cpu.activate(Activation.SILU, doubles, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DOUBLE");
    INDArray index = Nd4j.valueArrayOf(new long[] {1, 1}, 3.0, DataType.FLOAT);
    assertThatThrownBy(() -> cpu.gather(index, arrays.normal(3, 4), arrays.normal(1, 4)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("index 3");
  }

  private INDArray image(int n, int c) {
    return arrays.normal(n, arrays.size(1, 9), arrays.size(2, 9), c);
  }

  /**
   * Runs a kernel on the inputs and on fresh results of the shapes; the method sees the inputs
   * first, then the results. Null stands for an array that is not there.
   */
  private void compare(
      INDArray[] inputs, long[][] results, BiConsumer<Kernels, INDArray[]> kernel) {
    INDArray[] fast = new INDArray[inputs.length + results.length];
    INDArray[] slow = new INDArray[fast.length];
    for (int i = 0; i < inputs.length; i++) {
      fast[i] = inputs[i];
      slow[i] = inputs[i] == null ? null : inputs[i].castTo(DataType.DOUBLE);
    }
    for (int i = 0; i < results.length; i++) {
      int at = inputs.length + i;
      // A result may be a window too: gradients of parameters are.
      fast[at] = results[i] == null ? null : arrays.normalView(results[i]).assign(Double.NaN);
      slow[at] = results[i] == null ? null : Nd4j.create(DataType.DOUBLE, results[i]);
    }
    ComputeThreads.use(arrays.size(1, 3));
    kernel.accept(cpu, fast);
    kernel.accept(reference, slow);
    for (int at = 0; at < fast.length; at++) {
      if (fast[at] != null) {
        assertClose(fast[at], slow[at], at);
      }
    }
  }

  private static void assertClose(INDArray actual, INDArray expected, int at) {
    double[] a = actual.dup().data().asDouble();
    double[] e = expected.dup().data().asDouble();
    assertThat(a).hasSameSizeAs(e);
    double greatest = 1e-3;
    for (double value : e) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i])
          .as("element %d of argument %d of shape %s", i, at, expected.shapeInfoToString())
          .isCloseTo(e[i], within(TOLERANCE * greatest));
    }
  }
}
