package org.sparkddpm.jobs.data;

import java.util.List;
import java.util.Optional;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.sparkddpm.jobs.cluster.FailedTask;

/**
 * A disk of an executor that is full: Spark keeps on it what the executor has read, and what it
 * sends to others.
 */
public final class FullDisk {

  private static final List<String> ANSWERS =
      List.of("No space left on device", "Disk quota exceeded");

  private FullDisk() {}

  /**
   * What to say of a job of Spark's that failed: which disk is full, and what to do.
   *
   * @return empty if it failed for another reason
   */
  public static Optional<String> account(Throwable failure) {
    String root = String.valueOf(ExceptionUtils.getRootCause(failure).getMessage());
    return ANSWERS.stream()
        .filter(root::contains)
        .findFirst()
        .map(
            answer ->
                ("%s cannot keep it on its disk (%s); make room where its spark.local.dir is, or give"
                        + " the executors another spark.local.dir")
                    .formatted(executor(failure), answer));
  }

  private static String executor(Throwable failure) {
    return FailedTask.of(failure)
        .map(task -> "executor %s on %s".formatted(task.executor(), task.host()))
        .orElse("an executor");
  }
}
