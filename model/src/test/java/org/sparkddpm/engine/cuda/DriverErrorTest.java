package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.engine.DeviceLostException;

/** Which errors of the driver end all work of a process on a card. */
class DriverErrorTest {

  private static IllegalStateException of(int code) {
    return DriverError.of(EmulatedEngine.driver(), code, "cuStreamSynchronize");
  }

  /** Those that the header of CUDA 13.0 says so of, or that a context does not outlive. */
  @ParameterizedTest
  @ValueSource(ints = {226, 700, 702, 710, 714, 715, 716, 717, 718, 719, 721, 810, 911})
  void anErrorThatOnlyANewProcessOutlivesLosesTheDevice(int code) {
    assertThat(of(code))
        .isInstanceOf(DeviceLostException.class)
        .hasMessageStartingWith("CUDA's driver: cuStreamSynchronize gave ")
        .hasMessageContaining(Integer.toString(code))
        .hasMessageContaining("a new process is needed");
  }

  @Test
  void othersLeaveTheDevice() {
    for (int code : new int[] {1, 701, 720, 900, 912, 999}) {
      assertThat(of(code)).isInstanceOf(DriverError.class);
    }
  }
}
