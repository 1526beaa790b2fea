package org.sparkddpm.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GPUs for ND4J's own CUDA libraries, judged by what nvidia-smi prints. */
class Nd4jCudaCheckTest {

  private static final String TWO_A10 =
      """
      0, GPU-0d2f4f8e-6a53-7c6e-5f3f-1c1f3f0a6f01, NVIDIA A10G, 535.104.05, 8.6
      1, GPU-0d2f4f8e-6a53-7c6e-5f3f-1c1f3f0a6f02, NVIDIA A10G, 535.104.05, 8.6
      """;

  private static final String MIXED =
      """
      0, GPU-5a1c, NVIDIA H100 80GB HBM3, 550.54.15, 9.0
      1, GPU-5a1d, Tesla T4, 550.54.15, 7.5
      """;

  private static String banner(String driver, String cuda) {
    return """
        +---------------------------------------------------------------------------------------+
        | NVIDIA-SMI %s             Driver Version: %s   CUDA Version: %s     |
        |-----------------------------------------+----------------------+----------------------+
        """
        .formatted(driver, driver, cuda);
  }

  @Test
  void readsWhatNvidiaSmiPrints() throws IOException {
    NvidiaSmi machine = NvidiaSmi.parse(TWO_A10, banner("535.104.05", "12.2"));
    assertThat(machine.cuda()).hasValue("12.2");
    assertThat(machine.gpus())
        .extracting(Gpu::index, Gpu::name, Gpu::driver, Gpu::capability)
        .containsExactly(
            tuple("0", "NVIDIA A10G", "535.104.05", "8.6"),
            tuple("1", "NVIDIA A10G", "535.104.05", "8.6"));
    assertThat(Nd4jCudaCheck.of(machine, List.of("1")))
        .isEqualTo(
            Finding.ok("gpu", "NVIDIA A10G, capability 8.6, driver 535.104.05 for CUDA 12.2"));
  }

  @Test
  void aGpuWithoutCodeIsRefusedAndItsNeighbourIsNot() throws IOException {
    NvidiaSmi machine = NvidiaSmi.parse(MIXED, banner("550.54.15", "12.4"));
    Finding hopper = Nd4jCudaCheck.of(machine, List.of("0"));
    assertThat(hopper.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(hopper.found()).startsWith("NVIDIA H100 80GB HBM3 has compute capability 9.0");
    assertThat(hopper.remedy()).contains("3.7 to 8.9").contains("engine cuda");
    assertThat(Nd4jCudaCheck.of(machine, List.of("GPU-5a1d")).verdict()).isEqualTo(Verdict.OK);
    assertThat(Nd4jCudaCheck.of(machine, List.of()).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(Nd4jCudaCheck.of(machine, List.of("7")).found()).contains("does not list [7]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.7", "5.3", "6.1", "7.2", "7.5", "8.0", "8.6", "8.9"})
  void codeRunsOnLaterMinors(String capability) {
    assertThat(Nd4jCudaCheck.runsOn(capability)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "9.0", "10.0", "12.0"})
  void codeRunsOnNoOtherMajor(String capability) {
    assertThat(Nd4jCudaCheck.runsOn(capability)).isFalse();
  }

  @Test
  void anOldDriverIsRefused() throws IOException {
    Finding old =
        Nd4jCudaCheck.of(
            NvidiaSmi.parse(
                "0, GPU-1, Tesla V100-SXM2-16GB, 470.82.01, 7.0", banner("470.82.01", "11.4")),
            List.of());
    assertThat(old.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(old.found()).endsWith("for CUDA 11.4, older than CUDA 11.6");
    assertThat(old.remedy()).contains("510.39");
  }

  @Test
  void whatIsNoListOfGpusIsPassedOn() {
    assertThatThrownBy(
            () -> NvidiaSmi.parse("Field \"compute_cap\" is not a valid field to query.\n", ""))
        .hasMessageContaining("too old to tell the compute capability");
    assertThatThrownBy(() -> NvidiaSmi.parse("No devices were found\n", ""))
        .hasMessageContaining("No devices were found");
    Finding absent = Nd4jCudaCheck.absent("Cannot run program \"nvidia-smi\"");
    assertThat(absent.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(absent.remedy()).contains("install NVIDIA's driver");
  }
}
