package org.sparkddpm.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkddpm.engine.DeviceLostException;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineDevice;
import org.sparkddpm.engine.EngineProvider;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.OutOfDeviceMemoryException;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.compute.RunEngine;

/** Whether an engine runs in a process. */
class EngineCheckTest {

  private static final RunEngine CUDA = new RunEngine("cuda", Precision.TF32, false, List.of());
  private static final long GB = 1L << 30;

  private static EngineDevice card(String refusal) {
    return new EngineDevice(
        0,
        "GPU-a",
        "0000:17:00.0",
        "NVIDIA H100 80GB HBM3",
        "9.0",
        "driver for CUDA 13.0",
        80 * GB,
        refusal);
  }

  @Test
  void theEngineOfTheCpuRunsHere() {
    EngineCheck.Found found = EngineCheck.here(RunEngine.cpu());
    assertThat(found.finding()).isEqualTo(Finding.ok("engine", "cpu"));
    assertThat(found.gpu()).isEmpty();
  }

  @Test
  void aCardIsDescribedWithItsMemory() {
    EngineCheck.Found found =
        EngineCheck.on(new ProbedGpu(card(null), 79 * GB, List.of(Precision.TF32)), CUDA);
    assertThat(found.finding())
        .isEqualTo(
            Finding.ok(
                "engine",
                "cuda on NVIDIA H100 80GB HBM3, capability 9.0, driver for CUDA 13.0, 80,896 of"
                    + " 81,920 MB free"));
    assertThat(found.gpu()).isPresent();
  }

  @Test
  void aCardThatItDoesNotRunOnIsRefusedWithItsReason() {
    EngineCheck.Found found = EngineCheck.refused(card("too old"), "too old", CUDA);
    assertThat(found.finding().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(found.finding().found())
        .isEqualTo(
            "engine cuda does not run on NVIDIA H100 80GB HBM3, capability 9.0, driver for CUDA"
                + " 13.0: too old");
    assertThat(found.finding().remedy()).contains("--engine cpu");
    assertThat(found.gpu()).isEmpty();
  }

  /** A card that is listed and refuses all else. */
  private record RefusingCard(RuntimeException failure) implements EngineProvider {

    @Override
    public String name() {
      return CUDA.name();
    }

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public List<EngineDevice> devices() {
      return List.of(card(null));
    }

    @Override
    public long freeBytes(int device) {
      throw failure;
    }

    @Override
    public Engine create(EngineSettings settings) {
      throw failure;
    }
  }

  static List<RuntimeException> refusals() {
    return List.of(
        new IllegalStateException("cuDevicePrimaryCtxRetain gave error 46"),
        new DeviceLostException("cuMemGetInfo gave error 700"),
        new OutOfDeviceMemoryException("NVIDIA H100 80GB HBM3", 0, 0, 80 * GB));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aCardThatRefusesAllWorkIsAFindingAndNoError(RuntimeException failure) {
    RunEngine local = new RunEngine(CUDA.name(), CUDA.precision(), true, List.of());
    EngineCheck.Found found = EngineCheck.here(local, new RefusingCard(failure));
    assertThat(found.finding().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(found.finding().found()).isEqualTo(failure.getMessage());
    assertThat(found.finding().remedy()).contains("--engine cpu");
    assertThat(found.gpu()).isEmpty();
  }
}
