package org.sparkddpm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines by their names and for what they are made. */
class EnginesTest {

  @Test
  void anUnknownNameIsAnsweredByAllThatThereAre() {
    assertThatThrownBy(() -> Engines.of("abacus", EngineSettings.onHost(false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown engine 'abacus'")
        .hasMessageContaining("cpu");
  }

  @Test
  void theClassPathIsLookedThroughOnce() {
    assertThat(Engines.provider("cpu")).isSameAs(Engines.provider("cpu"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "nd4j", "loops"})
  void enginesOfTheHostComputeInFloatsWithoutADevice(String name) {
    assertThat(Engines.provider(name).needsDevice()).isFalse();
    assertThat(Engines.provider(name).devices()).isEmpty();
    assertThat(Engines.of(name, EngineSettings.onHost(false)).precision())
        .isEqualTo(Precision.FP32);
    EngineSettings half = new EngineSettings(false, Precision.BF16, EngineSettings.HOST);
    assertThatThrownBy(() -> Engines.of(name, half))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("bf16")
        .hasMessageContaining("[fp32]");
    EngineSettings onDevice = new EngineSettings(false, Precision.FP32, 0);
    assertThatThrownBy(() -> Engines.of(name, onDevice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host's memory and has no device 0");
  }

  @Test
  void theFastestWithoutADeviceIsOneOfTheHost() {
    Engine engine = Engines.fastest();
    assertThat(Engines.provider(engine.name()).needsDevice()).isFalse();
    EngineSettings tensorFloats = new EngineSettings(true, Precision.TF32, EngineSettings.HOST);
    assertThatThrownBy(() -> Engines.fastest(tensorFloats))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tf32");
  }

  @Test
  void devicesAreCountedFromNought() {
    assertThatThrownBy(() -> new EngineSettings(false, Precision.FP32, -2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-2");
  }
}
