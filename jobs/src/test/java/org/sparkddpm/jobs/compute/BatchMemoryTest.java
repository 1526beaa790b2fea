package org.sparkddpm.jobs.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.OutOfDeviceMemoryException;

/** Which batch size fits, and what becomes of work that finds no room. */
class BatchMemoryTest {

  private static final long MB = 1L << 20;
  private static final BatchMemory WORK = work(256, false);
  private static final String ROOM =
      "end what else uses the GPU, or let fewer tasks share it, and run the same command again";

  private static BatchMemory work(int batchSize, boolean fixed) {
    return BatchMemory.onDevice(batchSize, fixed, batch -> (100 + 10L * batch) * MB);
  }

  @Test
  void theGreatestThatFitsIsNamed() {
    long needed = WORK.needed();
    assertThat(needed).isGreaterThan(2660 * MB);
    assertThat(WORK.fits(needed)).isTrue();
    assertThat(WORK.greatest(needed)).isEqualTo(256);
    assertThat(WORK.fits(needed - 1)).isFalse();
    assertThat(WORK.greatest(needed - 1)).isEqualTo(255);
    assertThat(WORK.greatest(needed - 2000 * MB)).isEqualTo(56);
    assertThat(WORK.remedy(needed - 2000 * MB)).isEqualTo("give --batch-size 56 or less");
    assertThat(WORK.lack(1000 * MB))
        .startsWith("--batch-size 256 needs about ")
        .endsWith(" MB, but a task has 1,000 MB");
  }

  @Test
  void anErrorOfTheDeviceBecomesOneThatNamesTheBatchSize() {
    assertThat(WORK.<String>guard(() -> "done")).isEqualTo("done");
    assertThatThrownBy(
            () ->
                WORK.guard(
                    () -> fail(new OutOfDeviceMemoryException("L4", 500 * MB, 20 * MB, 1612 * MB))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("--batch-size 256 needs about ")
        .hasMessageContaining("give --batch-size 100 or less")
        .hasMessageContaining("L4 has no memory for 500.0 MiB more")
        .hasCauseInstanceOf(OutOfDeviceMemoryException.class);
    assertThatThrownBy(
            () ->
                WORK.guard(
                    () ->
                        fail(new OutOfDeviceMemoryException("L4", 500 * MB, 20 * MB, 24_000 * MB))))
        .hasMessageContaining("give --batch-size 128 or less");
  }

  private static String onFullGpu(BatchMemory work) {
    return catchThrowable(
            () ->
                work.guard(
                    () -> fail(new OutOfDeviceMemoryException("L4", 500 * MB, 0, 24_000 * MB))))
        .getMessage();
  }

  @Test
  void workThatKeepsItsBatchSizeGoesOnOnceThereIsRoom() {
    assertThat(onFullGpu(work(256, true)))
        .contains(
            " free: " + ROOM + "; --batch-size 128 or less needs less, but is another run (L4 has")
        .doesNotContain("smaller batch");
    assertThat(work(256, true).remedy(1172 * MB))
        .isEqualTo("give --batch-size 56 or less, which is another run than one that was begun");
  }

  @Test
  void thereIsNoBatchSizeBelowOne() {
    assertThat(onFullGpu(work(1, true))).contains(" free: " + ROOM + " (L4 has no memory");
    assertThat(onFullGpu(work(1, false))).contains(" free: " + ROOM + " (L4 has no memory");
    assertThat(onFullGpu(work(2, false))).contains(" free: give --batch-size 1 (L4 has no memory");
  }

  private static String fail(RuntimeException failure) {
    throw failure;
  }

  @Test
  void whereNoneFitsTheRemedyIsAnother() {
    assertThat(WORK.greatest(50 * MB)).isZero();
    assertThat(WORK.remedy(50 * MB)).contains("no batch size fits").contains("smaller model");
  }
}
