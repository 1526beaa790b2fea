package org.sparkddpm.jobs.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkException;
import org.sparkddpm.jobs.cluster.FailedTask;

/** What Spark's exceptions say, in their texts alone, of a job that it has given up. */
final class AbortedJob {

  private static final String ABORTED = "Job aborted due to stage failure: ";

  /** What follows is Spark's code on the driver. */
  private static final String DRIVER = "Driver stacktrace:";

  private static final String TRACE = "\n\tat ";

  /** Its trace leads through Spark's code and tells nothing. */
  private static final Pattern FETCH =
      Pattern.compile("org\\.apache\\.spark\\.shuffle\\.\\w*FetchFailedException");

  private static final String REMEDY =
      "; the same command goes on from what is done. To find out why, look at ";

  private static final String LOST =
      "that executor's log; exit code 137 is memory: raise spark.executor.memoryOverhead";

  private static final String OTHER =
      "the master's page or the resource manager, and at the logs of the executors";

  private AbortedJob() {}

  /**
   * Why the cluster, and no exception of a task's code, has ended a job, with a remedy: an executor
   * was lost too often, the application was removed. Spark gives such failures no cause.
   *
   * @return nothing for other failures
   */
  static Optional<String> byCluster(Throwable failure) {
    List<Throwable> chain = ExceptionUtils.getThrowableList(failure);
    String message = String.valueOf(chain.get(chain.size() - 1).getMessage());
    if (!chain.stream().allMatch(SparkException.class::isInstance)
        || !message.startsWith(ABORTED)) {
      return Optional.empty();
    }
    String why = before(DRIVER, message.substring(ABORTED.length()));
    String said = before(TRACE, why);
    if (said.length() < why.length() && !FETCH.matcher(said).find()) {
      // An exception that could not be sent: its trace is all that there is of it.
      return Optional.empty();
    }
    return Optional.of(
        said.strip() + REMEDY + (said.contains("ExecutorLostFailure") ? LOST : OTHER));
  }

  /** Where the task ran that a failure tells of, such as {@code (on node7, executor 3)}. */
  static String place(Throwable failure) {
    return FailedTask.of(failure)
        .filter(task -> !task.local())
        .map(task -> " (on %s, executor %s)".formatted(task.host(), task.executor()))
        .orElse("");
  }

  private static String before(String mark, String text) {
    int end = text.indexOf(mark);
    return end < 0 ? text : text.substring(0, end);
  }
}
