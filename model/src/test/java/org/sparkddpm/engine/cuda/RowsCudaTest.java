package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.KernelComparison;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.RandomTensors;
import org.sparkddpm.engine.Tensor;

/** By fours and one by one, and what becomes of an index that a table lacks. */
class RowsCudaTest {

  private CudaEngine engine;
  private Kernels kernels;
  private RandomTensors tensors;
  private KernelComparison comparison;

  @BeforeAll
  static void emulatedDevice() {
    EmulatedDevice.assumeAvailable();
  }

  @BeforeEach
  void engine() {
    engine = EmulatedEngine.create();
    kernels = engine.kernels();
    tensors = new RandomTensors(engine, 37);
    comparison = new KernelComparison(engine, tensors, 0);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void concatAndSplitOfWidthsThatAreMultiplesOfFourAndOthers() {
    for (long[] widths : new long[][] {{4, 8}, {1, 64}, {64, 4, 12}, {3, 5, 1}, {128, 1}, {7}}) {
      for (int rows : new int[] {1, 9, 2050}) {
        List<Tensor> parts =
            Arrays.stream(widths).mapToObj(width -> tensors.normal(rows, width)).toList();
        long whole = Arrays.stream(widths).sum();
        Tensor out = tensors.unwritten(rows, whole);
        kernels.concat(parts, out);
        assertThat(engine.read(out)).isEqualTo(joined(parts, rows, (int) whole));
        Tensor aligned = engine.floats(rows, whole);
        kernels.concat(parts, aligned);
        assertThat(engine.read(aligned)).isEqualTo(engine.read(out));
        List<Tensor> apart =
            Arrays.stream(widths).mapToObj(width -> engine.floats(rows, width)).toList();
        kernels.split(aligned, apart);
        for (int i = 0; i < widths.length; i++) {
          assertThat(engine.read(apart.get(i))).isEqualTo(engine.read(parts.get(i)));
        }
      }
    }
  }

  private float[] joined(List<Tensor> parts, int rows, int width) {
    float[] all = new float[rows * width];
    int first = 0;
    for (Tensor part : parts) {
      float[] values = engine.read(part);
      int columns = (int) part.size(-1);
      for (int row = 0; row < rows; row++) {
        System.arraycopy(values, row * columns, all, row * width + first, columns);
      }
      first += columns;
    }
    return all;
  }

  @Test
  void refusesPartsThatDoNotMakeTheWhole() {
    assertThatThrownBy(
            () ->
                kernels.concat(
                    List.of(engine.floats(2, 3), engine.floats(2, 4)), engine.floats(2, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the parts have 7 columns together, and the whole has 8");
    assertThatThrownBy(
            () ->
                kernels.split(
                    engine.floats(2, 7), List.of(engine.floats(2, 3), engine.floats(3, 4))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void gatherAndItsGradientEqualTheReference() {
    for (int rows : new int[] {1, 11, 300}) {
      for (int columns : new int[] {1, 64, 259}) {
        Tensor indices = tensors.indices(40, rows);
        comparison.compare(
            new Tensor[] {indices, tensors.window(rows, columns)},
            new long[][] {{40, columns}},
            (kernels, a) -> kernels.gather(a[0], a[1], a[2]));
        // Whole numbers: sums of them are exact in any order.
        Tensor slopes = tensors.indices(40 * columns, 50).reshape(40, columns);
        comparison.compare(
            new Tensor[] {indices, slopes},
            new long[][] {{rows, columns}},
            (kernels, a) -> kernels.gatherBackward(a[0], a[1], a[2]));
      }
    }
  }

  @Test
  void anIndexThatATableLacksGivesNaNAndTouchesNothingElse() {
    Tensor whole = tensors.normal(6, 4);
    Tensor table = whole.part(4, 4, 4);
    float[] before = engine.read(whole);
    for (float wrong : new float[] {-1, 4, 1e20f, Float.NaN}) {
      Tensor out = tensors.unwritten(3, 4);
      kernels.gather(tensors.of(0, wrong, 3).reshape(3, 1), table, out);
      float[] gathered = engine.read(out);
      assertThat(Arrays.copyOfRange(gathered, 0, 4)).isEqualTo(Arrays.copyOfRange(before, 4, 8));
      assertThat(Arrays.copyOfRange(gathered, 4, 8)).containsOnly(Float.NaN);
      assertThat(Arrays.copyOfRange(gathered, 8, 12)).isEqualTo(Arrays.copyOfRange(before, 16, 20));

      Tensor gradient = engine.floats(4, 4);
      kernels.gatherBackward(tensors.of(1, wrong).reshape(2, 1), tensors.normal(2, 4), gradient);
      assertThat(engine.read(gradient)).containsOnly(Float.NaN);

      kernels.scatter(tensors.of(wrong).reshape(1, 1), tensors.normal(1, 4), table);
      float[] after = engine.read(whole);
      assertThat(Arrays.copyOfRange(after, 0, 16)).isEqualTo(Arrays.copyOfRange(before, 0, 16));
      assertThat(Arrays.copyOfRange(after, 16, 20)).containsOnly(Float.NaN);
      assertThat(Arrays.copyOfRange(after, 20, 24)).isEqualTo(Arrays.copyOfRange(before, 20, 24));
      engine.write(before, whole);
    }
  }

  @Test
  void refusesImagesThatPatchesDoNotFill() {
    assertThatThrownBy(() -> kernels.patches(engine.floats(1, 5, 4, 1), 2, engine.floats(20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("patches of 2 pixels");
  }
}
