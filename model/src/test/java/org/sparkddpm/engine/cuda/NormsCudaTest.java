package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/** Group norm and layer norm of sizes that go each of the kernels' ways. */
class NormsCudaTest {

  private static final double TOLERANCE = 1e-5;

  private CudaEngine engine;
  private PlacedComparison comparison;

  @BeforeEach
  void engine() {
    engine = EmulatedEngine.create();
    comparison = new PlacedComparison(engine, TOLERANCE);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 4, 3", // a single position
    "3, 1, 1, 2, 4",
    "2, 7, 7, 8, 4",
    "2, 5, 3, 7, 1", // groups of one channel
    "3, 3, 4, 3, 10", // groups that no pack fits
    "1, 16, 16, 8, 8",
    "2, 4, 4, 8, 64",
    "600, 2, 1, 8, 4", // slabs of all groups, more images than one turn adds up
    "1, 36, 36, 2, 8", // slabs that need more than a kernel has unasked, beside its own sums
    "1, 40, 40, 2, 8", // slabs that shared memory does not hold
    "1, 112, 112, 1, 1",
    "2, 1, 3, 1, 1201", // groups wider than a block's threads reach at once
    "1, 1, 2, 2, 1204",
  })
  void groupNorm(int n, int h, int w, int groups, int perGroup) {
    long c = (long) groups * perGroup;
    for (int place : new int[] {0, 1}) {
      comparison.placeAt(place);
      Tensor x = comparison.normal(place == 0 ? 5 : -1, 2, n, h, w, c);
      Tensor gain = comparison.normal(0, 1, c);
      Tensor bias = comparison.normal(0, 1, c);
      Tensor dOut = comparison.normal(0, 1, n, h, w, c);
      for (boolean scaled : new boolean[] {false, true}) {
        Tensor scaleShift = scaled ? comparison.normal(0, 1, n, 2 * c) : null;
        comparison.compare(
            new Tensor[] {x, gain, bias, scaleShift},
            new long[][] {x.shape()},
            (kernels, a) -> kernels.groupNormSilu(a[0], a[1], a[2], a[3], groups, a[4]));
        comparison.compare(
            new Tensor[] {x, gain, bias, scaleShift, dOut},
            new long[][] {x.shape(), {c}, {c}, scaled ? scaleShift.shape() : null},
            (kernels, a) ->
                kernels.groupNormSiluBackward(
                    a[0], a[1], a[2], a[3], groups, a[4], a[5], a[6], a[7], a[8]));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3",
    "1, 4",
    "5, 5",
    "37, 8",
    "37, 33",
    "300, 64",
    "9, 100",
    "40, 128",
    "1, 132",
    "9, 256",
    "9, 260",
    "17, 512",
    "4200, 132", // more rows than all threads hold at once
    "9, 516",
    "3, 1500",
    "1, 129", // rows that no warp holds
    "600, 131",
  })
  void layerNorm(int rows, int channels) {
    for (int place : new int[] {0, 3}) {
      comparison.placeAt(place);
      Tensor x = comparison.normal(3, 2, rows, 1, channels);
      Tensor gain = comparison.normal(0, 1, channels);
      Tensor bias = comparison.normal(0, 1, channels);
      comparison.compare(
          new Tensor[] {x, gain, bias},
          new long[][] {x.shape()},
          (kernels, a) -> kernels.layerNorm(a[0], a[1], a[2], a[3]));
      comparison.compare(
          new Tensor[] {x, gain, comparison.normal(0, 1, x.shape())},
          new long[][] {x.shape(), {channels}, {channels}},
          (kernels, a) -> kernels.layerNormBackward(a[0], a[1], a[2], a[3], a[4], a[5]));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, -2})
  void refusesGroupsThatDoNotDivideTheChannels(int groups) {
    Tensor x = engine.floats(1, 2, 2, 8);
    Tensor gain = engine.floats(8);
    assertThatThrownBy(() -> engine.kernels().groupNormSilu(x, gain, gain, null, groups, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 channels")
        .hasMessageContaining(groups + " groups");
  }

  @Test
  void refusesWhatWouldReadOrWriteBesideATensor() {
    Kernels kernels = engine.kernels();
    Tensor x = engine.floats(1, 2, 2, 8);
    Tensor gain = engine.floats(8);
    Tensor other = engine.floats(9);
    Tensor scaleShift = engine.floats(1, 16);
    assertThatThrownBy(() -> kernels.groupNormSilu(x, gain, other, null, 2, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[9]");
    assertThatThrownBy(() -> kernels.groupNormSilu(x, gain, gain, gain, 2, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 elements");
    assertThatThrownBy(
            () ->
                kernels.groupNormSiluBackward(x, gain, gain, scaleShift, 2, x, x, gain, gain, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give both or neither");
    assertThatThrownBy(() -> kernels.layerNorm(x, gain, gain, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 elements")
        .hasMessageContaining("[9]");
    assertThatThrownBy(() -> kernels.layerNormBackward(x, gain, x, x, gain, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 elements");
  }
}
