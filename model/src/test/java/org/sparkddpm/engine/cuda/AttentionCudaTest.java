package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/** Both kinds of attention, of sizes that go each of the kernels' ways. */
class AttentionCudaTest {

  private static final double TOLERANCE = 2e-5;

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
    "1, 1, 1, 1, 2",
    "1, 1, 1, 3, 32", // a single position
    "2, 2, 2, 2, 1",
    "3, 3, 3, 2, 3",
    "2, 4, 4, 4, 32",
    "2, 7, 7, 4, 32",
    "1, 5, 7, 3, 31",
    "2, 3, 3, 2, 33",
    "1, 8, 8, 1, 40", // two threads, or blocks of channels
    "1, 9, 8, 2, 64",
    "1, 13, 10, 2, 20", // more keys than a tile has, more queries than a block
    "1, 24, 24, 1, 32",
    "1, 17, 17, 1, 64",
  })
  void bothKinds(int n, int h, int w, int heads, int width) {
    for (int place : new int[] {0, 1}) {
      comparison.placeAt(place);
      for (boolean linear : new boolean[] {false, true}) {
        compare(comparison.normal(0, 1, n, h, w, 3L * heads * width), heads, linear);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 3, 2, 65", "1, 5, 5, 1, 100", "1, 3, 3, 1, 200", "1, 2, 1, 1, 256"})
  void widerHeads(int n, int h, int w, int heads, int width) {
    for (int place : new int[] {0, 2}) {
      comparison.placeAt(place);
      compare(comparison.normal(0, 1, n, h, w, 3L * heads * width), heads, false);
    }
  }

  @Test
  void scoresFarApart() {
    for (boolean linear : new boolean[] {false, true}) {
      Tensor qkv = comparison.normal(0, 12, 2, 5, 5, 24);
      comparison.compare(
          new Tensor[] {qkv},
          new long[][] {{2, 5, 5, 8}},
          (kernels, a) -> kernels.attention(a[0], 2, linear, a[1]));
    }
  }

  private void compare(Tensor qkv, int heads, boolean linear) {
    long[] out = {qkv.size(0), qkv.size(1), qkv.size(2), qkv.size(3) / 3};
    comparison.compare(
        new Tensor[] {qkv},
        new long[][] {out},
        (kernels, a) -> kernels.attention(a[0], heads, linear, a[1]));
    comparison.compare(
        new Tensor[] {qkv, comparison.normal(0, 1, out)},
        new long[][] {qkv.shape()},
        (kernels, a) -> kernels.attentionBackward(a[0], heads, linear, a[1], a[2]));
  }

  @Test
  void refusesShapesThatDoNotBelongTogether() {
    Kernels kernels = engine.kernels();
    Tensor qkv = engine.floats(1, 2, 2, 24);
    Tensor out = engine.floats(1, 2, 2, 8);
    assertThatThrownBy(() -> kernels.attention(qkv, 3, false, out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("24 channels")
        .hasMessageContaining("3 heads");
    assertThatThrownBy(() -> kernels.attention(qkv, 2, true, qkv))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 elements");
    assertThatThrownBy(() -> kernels.attentionBackward(qkv, 2, true, out, out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("96 elements");
  }

  @Test
  void refusesHeadsThatAreTooWide() {
    Kernels kernels = engine.kernels();
    assertThatThrownBy(
            () -> kernels.attention(engine.floats(1, 1, 1, 195), 1, true, engine.floats(65)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("up to 64 channels, not 65");
    assertThatThrownBy(
            () -> kernels.attention(engine.floats(1, 1, 1, 771), 1, false, engine.floats(257)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("up to 256 channels, not 257");
  }
}
