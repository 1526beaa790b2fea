package org.sparkddpm.jobs.cluster;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Where the task ran that a job of Spark's has failed with, which Spark says in a text alone.
 *
 * @param host name or address of the machine
 * @param executor number of the executor, or {@code driver} in local mode
 */
public record FailedTask(String host, String executor) {

  private static final Pattern NAMED =
      Pattern.compile("\\(TID \\d+\\) \\((\\S+) executor (\\w+)\\)");

  /** The task that a failure, or a cause of it, names. */
  public static Optional<FailedTask> of(Throwable failure) {
    return ExceptionUtils.getThrowableList(failure).stream()
        .map(one -> NAMED.matcher(String.valueOf(one.getMessage())))
        .filter(Matcher::find)
        .map(task -> new FailedTask(task.group(1), task.group(2)))
        .findFirst();
  }

  /** Whether it ran in the driver's own process. */
  public boolean local() {
    return executor.equals("driver");
  }
}
