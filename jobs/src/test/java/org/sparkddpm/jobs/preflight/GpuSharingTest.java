package org.sparkddpm.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.EngineDevice;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.compute.BatchMemory;

/** Who computes on which GPU, and whether the work fits there. */
class GpuSharingTest {

  private static final long GB = 1L << 30;

  /** Needs 4 GB with the batch size that is asked for. */
  private static final BatchMemory WORK = new BatchMemory(64, batch -> batch * GB / 18);

  private static Optional<ProbedGpu> gpu(String uuid, long freeGb) {
    EngineDevice device =
        new EngineDevice(0, uuid, "0000:17:00.0", "NVIDIA L4", "8.9", "driver", 24 * GB, null);
    return Optional.of(new ProbedGpu(device, freeGb * GB, List.of(Precision.TF32, Precision.FP32)));
  }

  @Test
  void aGpuOfItsOwnIsNoFinding() {
    GpuSharing sharing = new GpuSharing(1);
    sharing.add("executor 0", gpu("GPU-a", 20));
    sharing.add("executor 0", gpu("GPU-b", 20));
    sharing.add("executor 1", gpu("GPU-c", 20));
    sharing.add("executor 2", Optional.empty());
    assertThat(sharing.findings(false)).isEmpty();
    assertThat(sharing.precisions()).hasSize(3);
    assertThat(sharing.memory(WORK))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.verdict()).isEqualTo(Verdict.OK);
              assertThat(finding.found()).startsWith("--batch-size 64 needs about 4,");
            });
  }

  @Test
  void twoExecutorsOnOneGpuAreNamedAndHaveHalfOfIt() {
    GpuSharing sharing = new GpuSharing(1);
    sharing.add("executor 0", gpu("GPU-a", 8));
    sharing.add("executor 1", gpu("GPU-a", 6));
    assertThat(sharing.findings(false))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
              assertThat(finding.found())
                  .startsWith("NVIDIA L4 (GPU-a) is shared by executor 0 and executor 1");
            });
    assertThat(sharing.memory(WORK))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
              assertThat(finding.found())
                  .endsWith(" MB, but a task has 3,072 MB of NVIDIA L4, which 2 tasks share");
              assertThat(finding.remedy()).isEqualTo("give --batch-size 45 or less");
            });
  }

  @Test
  void tasksOfAProcessShareItsGpu() {
    GpuSharing sharing = new GpuSharing(4);
    sharing.add("driver", gpu("GPU-a", 16));
    assertThat(sharing.findings(true))
        .singleElement()
        .satisfies(finding -> assertThat(finding.found()).startsWith("4 tasks share NVIDIA L4"));
    // Of executors the settings tell it, before there are any.
    assertThat(sharing.findings(false)).isEmpty();
    assertThat(sharing.memory(WORK))
        .allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.FAIL));
  }
}
