package org.sparkddpm.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
