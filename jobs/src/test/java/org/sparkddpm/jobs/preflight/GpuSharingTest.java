package org.sparkddpm.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.EngineDevice;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.compute.BatchMemory;
import org.sparkddpm.jobs.compute.GpuAmounts;

/** Who computes on which GPU, and whether the work fits there. */
class GpuSharingTest {

  private static final long GB = 1L << 30;
  private static final int MANY = 1_000;
  private static final GpuAmounts LOCAL = new GpuAmounts(true, 0, 0, 0);
  private static final GpuAmounts CLUSTER = new GpuAmounts(false, 1, 1, 0);

  /** Needs 4 GB with the batch size that is asked for. */
  private static final BatchMemory WORK = BatchMemory.onDevice(64, false, batch -> batch * GB / 18);

  private static Optional<ProbedGpu> gpu(String uuid, long freeGb) {
    EngineDevice device =
        new EngineDevice(0, uuid, "0000:17:00.0", "NVIDIA L4", "8.9", "driver", 24 * GB, null);
    return Optional.of(new ProbedGpu(device, freeGb * GB, List.of(Precision.TF32, Precision.FP32)));
  }

  @Test
  void aGpuOfItsOwnIsNoFinding() {
    GpuSharing sharing = new GpuSharing(CLUSTER, 8);
    sharing.add("executor 0", gpu("GPU-a", 20));
    sharing.add("executor 0", gpu("GPU-b", 20));
    sharing.add("executor 1", gpu("GPU-c", 20));
    sharing.add("executor 2", Optional.empty());
    assertThat(sharing.findings()).isEmpty();
    assertThat(sharing.precisions()).hasSize(3);
    assertThat(sharing.memory(WORK, MANY))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.verdict()).isEqualTo(Verdict.OK);
              assertThat(finding.found()).startsWith("--batch-size 64 needs about 4,");
            });
  }

  @Test
  void twoExecutorsOnOneGpuAreNamedAndHaveHalfOfIt() {
    GpuSharing sharing = new GpuSharing(CLUSTER, 8);
    sharing.add("executor 0", gpu("GPU-a", 8));
    sharing.add("executor 1", gpu("GPU-a", 6));
    assertThat(sharing.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
              assertThat(finding.found())
                  .startsWith("NVIDIA L4 (GPU-a) is shared by executor 0 and executor 1");
            });
    assertThat(sharing.memory(WORK, MANY))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
              assertThat(finding.found())
                  .endsWith(" MB, but a task has 3,072 MB of NVIDIA L4, which 2 tasks share");
              assertThat(finding.remedy())
                  .isEqualTo(
                      "let the discovery script of each executor or worker list GPUs of its own, or"
                          + " give --batch-size 45 or less");
            });
  }

  @Test
  void tasksOfAProcessShareItsGpu() {
    GpuSharing sharing = local(4, 16);
    assertThat(sharing.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.found()).startsWith("up to 4 tasks share NVIDIA L4");
              assertThat(finding.remedy()).isEqualTo("give --master 'local[1]'");
            });
    assertThat(memory(sharing, MANY).verdict()).isEqualTo(Verdict.FAIL);
    // Of executors the settings tell it, before there are any.
    assertThat(quarters(16).findings()).isEmpty();
  }

  private static GpuSharing local(int slots, long freeGb) {
    GpuSharing sharing = new GpuSharing(LOCAL, slots);
    sharing.add("driver", gpu("GPU-a", freeGb));
    return sharing;
  }

  /** Of an executor whose tasks are given a quarter of its GPU each. */
  private static GpuSharing quarters(long freeGb) {
    GpuSharing sharing = new GpuSharing(new GpuAmounts(false, 1, 0.25, 0), 8);
    sharing.add("executor 0", gpu("GPU-a", freeGb));
    return sharing;
  }

  private static Finding memory(GpuSharing sharing, int atATime) {
    List<Finding> found = sharing.memory(WORK, atATime);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void noMoreTasksShareAGpuThanThereAre() {
    assertThat(memory(local(16, 8), 1))
        .isEqualTo(Finding.ok("gpu memory", WORK.need() + " of NVIDIA L4"));
    assertThat(memory(local(16, 13), 3).verdict()).isEqualTo(Verdict.OK);
    assertThat(memory(local(16, 13), 4).found())
        .endsWith(" MB, but a task has 3,328 MB of NVIDIA L4, which 4 tasks share");
    assertThat(memory(quarters(13), 3).verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void whereFewerTasksFitTheSettingForThemIsNamed() {
    assertThat(memory(local(16, 8), MANY).remedy()).isEqualTo("give --master 'local[1]'");
    assertThat(memory(local(16, 13), MANY).remedy())
        .isEqualTo("give --master 'local[3]', or give --batch-size 5 or less");
    assertThat(memory(quarters(13), MANY).remedy())
        .isEqualTo(
            "give --conf spark.task.resource.gpu.amount=0.3333, or give --batch-size 49 or less");
  }

  @Test
  void whereNotEvenOneTaskFitsASmallerBatchIsNamed() {
    assertThat(memory(local(4, 3), MANY).remedy()).isEqualTo("give --batch-size 4 or less");
    assertThat(memory(local(16, 2), MANY).remedy())
        .isEqualTo("give --master 'local[1]', and give --batch-size 27 or less");
    assertThat(memory(local(1, 2), MANY).remedy()).isEqualTo("give --batch-size 27 or less");
    assertThat(memory(local(16, 0), MANY).remedy()).startsWith("no batch size fits");
  }
}
