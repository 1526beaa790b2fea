package org.sparkddpm.jobs.data;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * A disk of an executor that is full: Spark keeps on it what the executor has read, and what it
 * sends to others.
 */
public final class FullDisk {

  private static final List<String> ANSWERS =
      List.of("No space left on device", "Disk quota exceeded");

  /** As Spark names the task that failed last. */
  private static final Pattern TASK =
      Pattern.compile("\\(TID [0-9]+\\) \\((\\S+) executor (\\S+)\\)");

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
    for (Throwable each : ExceptionUtils.getThrowableList(failure)) {
      Matcher task = TASK.matcher(String.valueOf(each.getMessage()));
      if (task.find()) {
        return "executor %s on %s".formatted(task.group(2), task.group(1));
      }
    }
    return "an executor";
  }
}
