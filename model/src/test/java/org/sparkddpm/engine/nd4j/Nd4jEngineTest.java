package org.sparkddpm.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Tensor;

class Nd4jEngineTest {

  private final Nd4jEngine engine = new Nd4jEngine(DataType.FLOAT);

  @Test
  void isFoundByItsNameAndSaysWhatItIs() {
    assertThat(Engines.names()).contains("nd4j");
    Engine found = Engines.of("nd4j", EngineSettings.onHost(false));
    assertThat(found).isInstanceOf(Nd4jEngine.class);
    assertThat(found.name()).isEqualTo("nd4j");
    assertThat(found.describe()).isEqualTo("ND4J CpuBackend, FLOAT");
    assertThat(new Nd4jEngine(DataType.DOUBLE).describe()).endsWith("DOUBLE");
    assertThatThrownBy(() -> new Nd4jEngine(DataType.INT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not INT");
    assertThatThrownBy(() -> found.bind(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("but are 0");
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void writesAndReadsWindows(DataType type) {
    Nd4jEngine any = new Nd4jEngine(type);
    Tensor whole = any.floats(3, 4);
    assertThat(any.read(whole)).containsOnly(0f).hasSize(12);
    FloatBuffer from = FloatBuffer.wrap(new float[] {9, 1, 2, 3, 4, 5}).position(1);
    any.write(from, whole.part(5, 2, 2));
    assertThat(from.position()).isEqualTo(5);
    any.write(from, whole.part(11, 1));
    assertThat(any.read(whole)).containsExactly(0, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 5);
    FloatBuffer into = FloatBuffer.allocate(5);
    any.read(whole.part(7, 3), into);
    assertThat(into.position()).isEqualTo(3);
    assertThat(into.array()).containsExactly(3, 4, 0, 0, 0);
    assertThatThrownBy(() -> any.write(from, whole.part(0, 1)))
        .isInstanceOf(BufferUnderflowException.class);
    assertThatThrownBy(() -> any.read(whole.part(0, 3), into))
        .isInstanceOf(BufferOverflowException.class);
    Tensor none = any.floats(0);
    any.write(new float[0], none);
    assertThat(any.read(none)).isEmpty();
  }

  @Test
  void integersAreKept() {
    Tensor integers = engine.integers(2, 2);
    engine.write(new int[] {1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE}, integers);
    assertThat(engine.readIntegers(integers.part(1, 2))).containsExactly(-2, Integer.MAX_VALUE);
    assertThatThrownBy(() -> engine.read(integers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HeapIntegers")
        .hasMessageContaining("Engine.floats");
  }

  @Test
  void arraysAndTensorsShareTheirMemory() {
    INDArray whole = Nd4j.arange(24).castTo(DataType.FLOAT);
    INDArray view = whole.get(NDArrayIndex.interval(6, 18)).reshape('c', 3, 4);
    Tensor tensor = engine.tensor(view);
    assertThat(tensor.shape()).containsExactly(3, 4);
    assertThat(engine.read(tensor)).startsWith(6, 7).endsWith(16, 17);
    engine.array(tensor.part(2, 2, 2)).assign(-1);
    assertThat(whole.toFloatVector()).startsWith(0, 1, 2, 3, 4, 5, 6, 7, -1, -1, -1, -1, 12);
    whole.putScalar(17, 50);
    assertThat(engine.read(tensor)).endsWith(16, 50);

    INDArray flat = Nd4j.create(DataType.FLOAT, new long[] {1, 5}, 'f');
    engine.write(new float[] {1, 2, 3, 4, 5}, engine.tensor(flat));
    assertThat(flat.toFloatVector()).containsExactly(1, 2, 3, 4, 5);
    INDArray scalar = Nd4j.scalar(3f);
    engine.kernels().increment(engine.tensor(scalar));
    assertThat(scalar.getFloat(0)).isEqualTo(4);
  }

  @Test
  void refusesArraysThatNoTensorCanBe() {
    INDArray matrix = Nd4j.rand(DataType.FLOAT, 3, 4);
    assertThatThrownBy(() -> engine.tensor(matrix.transpose()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("strides")
        .hasMessageContaining("dup('c')");
    assertThatThrownBy(
            () -> engine.tensor(matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 2))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> engine.tensor(matrix.castTo(DataType.DOUBLE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a dense FLOAT array")
        .hasMessageContaining("DOUBLE");
  }

  @Test
  void anIndexBesideTheTableIsRefused() {
    Tensor index = engine.floats(1, 1);
    engine.write(new float[] {3}, index);
    Tensor table = engine.floats(3, 4);
    assertThatThrownBy(() -> engine.kernels().gather(index, table, engine.floats(1, 4)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("index 3");
  }
}
