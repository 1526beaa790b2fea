package org.sparkddpm.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.compute.BatchMemory;
import org.sparkddpm.jobs.compute.GpuAmounts;

/** What is said of tensors that the host has room for, or not. */
class HostMemoryTest {

  private static final long GB = 1L << 30;
  private static final GpuAmounts LOCAL = new GpuAmounts(true, 0, 0, 0);
  private static final GpuAmounts CLUSTER = new GpuAmounts(false, 0, 0, 0);

  /** An eighth of a GB for each image of a minibatch. */
  private static final BatchMemory WORK = BatchMemory.onDevice(32, false, batch -> batch * GB / 8);

  private static Finding of(boolean local, int tasksOfProcess, int atATime, long... bounds) {
    HostMemory host = new HostMemory(local ? LOCAL : CLUSTER, tasksOfProcess);
    for (int i = 0; i < bounds.length; i++) {
      host.add("executor " + i, bounds[i]);
    }
    return host.of(WORK, 0, atATime).orElseThrow();
  }

  @Test
  void whatFitsIsOkWithoutAnythingForADevice() {
    assertThat(of(false, 4, 1, 8 * GB, 4 * GB))
        .isEqualTo(
            Finding.ok(
                "tensors",
                "--batch-size 32 needs about 4,096 MB of the 4,096 MB that tensors may take in"
                    + " executor 1"));
  }

  @Test
  void aBatchThatDoesNotFitIsRefusedWithOneThatDoes() {
    Finding finding = of(false, 1, 8, 2 * GB);
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.found()).contains("needs about 4,096 MB, but a task has 2,048 MB of");
    assertThat(finding.remedy())
        .startsWith("give --batch-size 16 or less, or more memory by -D")
        .contains("maxbytes");
  }

  @Test
  void whereFewerTasksFitTheyAreNamed() {
    assertThat(of(true, 8, 4, 9 * GB).remedy())
        .startsWith("give --batch-size 18 or less, or give --master 'local[2]', or more memory");
    assertThat(of(false, 8, 4, 9 * GB).remedy()).contains("let an executor do 2 tasks at a time");
    assertThat(of(true, 100, 100, 9 * GB).remedy()).startsWith("give --master 'local[2]', or more");
  }

  @Test
  void scratchMemoryCounts() {
    HostMemory host = new HostMemory(LOCAL, 1);
    host.add("driver", 5 * GB);
    assertThat(host.of(WORK, GB, 1).orElseThrow().verdict()).isEqualTo(Verdict.OK);
    Finding finding = host.of(WORK, 2 * GB, 1).orElseThrow();
    assertThat(finding.remedy()).startsWith("give --batch-size 24 or less");
    assertThat(host.of(WORK, 6 * GB, 1).orElseThrow().remedy())
        .contains("take smaller images or a smaller model, or give a task more memory by -D");
  }

  @Test
  void withoutABoundNothingIsSaid() {
    HostMemory host = new HostMemory(LOCAL, 8);
    host.add("driver", 0);
    assertThat(host.of(WORK, 0, 8)).isEmpty();
  }
}
