package org.sparkddpm.jobs.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.engine.DeviceLostException;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.cluster.fixtures.EmulatedGpus;

/** Which device an engine takes for an address of Spark's, and what becomes of a lost one. */
class RunEngineTest {

  @TempDir Path temp;

  /** Asks two engines of one process for the GPU of one address. */
  static final class TwoEngines {

    private TwoEngines() {}

    public static void main(String[] arguments) {
      List<String> address = List.of("3");
      RunEngine nd4j = new RunEngine("nd4j", Precision.FP32, true, address);
      RunEngine cuda = new RunEngine("cuda", Precision.FP32, true, address);
      // ND4J tells nothing of its devices; of the only one that engine cuda sees it is sure.
      System.out.println("devices " + nd4j.device() + ", " + cuda.device() + ", " + nd4j.device());
    }
  }

  @Test
  void engineAndAddressTogetherNameADevice() throws IOException {
    EmulatedGpus gpus = EmulatedGpus.build(temp.resolve("emulator.log"));
    assertThat(gpus.run(temp.resolve("engines.log"), TwoEngines.class, 90))
        .contains("devices 3, 0, 3");
  }

  /** Computes on an older GPU than those that the run was settled by. */
  static final class OlderGpu {

    private OlderGpu() {}

    public static void main(String[] arguments) {
      RunEngine settled = new RunEngine("cuda", Precision.TF32, false, List.of("0"));
      try {
        settled.onDevice(device -> device.create(true));
      } catch (IllegalStateException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  @Test
  void aGpuThatCameLaterWithoutThePrecisionOfTheRunNamesTheOption() throws IOException {
    EmulatedGpus gpus = EmulatedGpus.build(temp.resolve("emulator.log"));
    assertThat(gpus.run(temp.resolve("older.log"), OlderGpu.class, 75))
        .contains("refused: this GPU computes in [fp32] only, and the run in tf32")
        .contains("give --precision fp32 from the start");
  }

  private static String fails(boolean local, RuntimeException failure) {
    return new RunEngine("cpu", Precision.FP32, local, List.of())
        .onDevice(
            device -> {
              throw failure;
            });
  }

  @Test
  void anExecutorThatHasLostItsDeviceEnds() {
    DeviceLostException lost = new DeviceLostException("cuStreamSynchronize gave error 700");
    assertThatThrownBy(() -> fails(false, lost))
        .isInstanceOf(InternalError.class)
        .hasMessageContaining("cuStreamSynchronize gave error 700; this executor ends")
        .hasCause(lost)
        .satisfies(
            thrown ->
                assertThat(Utils.isFatalError(thrown))
                    .as("Spark ends an executor for it")
                    .isTrue());
    assertThatThrownBy(() -> fails(true, lost)).isSameAs(lost);
  }

  @Test
  void otherErrorsAreTheTasksOwn() {
    IllegalStateException other = new IllegalStateException("cuLaunchKernel gave error 701");
    assertThatThrownBy(() -> fails(false, other)).isSameAs(other);
  }
}
