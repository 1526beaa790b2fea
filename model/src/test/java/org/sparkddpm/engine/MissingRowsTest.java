package org.sparkddpm.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engines of the host's memory refuse an index that a table lacks; a device cannot. */
class MissingRowsTest {

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "nd4j", "loops"})
  void refusesRowsThatATableLacks(String name) {
    Engine engine = Engines.of(name, EngineSettings.onHost(false));
    RandomTensors tensors = new RandomTensors(engine, 29);
    Tensor table = tensors.normal(3, 4);
    for (float index : new float[] {-1, 3}) {
      Tensor wrong = tensors.of(index).reshape(1, 1);
      assertThatThrownBy(() -> engine.kernels().scatter(wrong, tensors.normal(1, 4), table))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("index " + (int) index);
    }
  }
}
