package org.sparkddpm.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.SparkException;
import org.sparkddpm.jobs.options.Credentials;
import org.sparkddpm.jobs.storage.Printable;

/**
 * A job failed for a reason that its message tells a person: what is wrong, what to do about it and
 * where the account of the run is. There is no stack trace, which would bury it; the log has that
 * at level debug.
 */
@SuppressWarnings("OverrideThrowableToString") // A class's name is nothing for a user.
public final class JobFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final String OURS = "org.sparkddpm.";

  private JobFailedException(String message) {
    super(Printable.lines(Credentials.redact(message)), null, false, false);
  }

  /**
   * Whether a failure's message is all that a person needs: it comes from a store or the cluster,
   * or was written for people by code of this project.
   */
  static boolean tellsAll(Throwable thrown) {
    return isTold(ofTask(thrown)) || AbortedJob.byCluster(thrown).isPresent();
  }

  private static boolean isTold(Throwable failure) {
    return failure instanceof IOException
        || ((failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException)
            && isOurs(failure));
  }

  /** What a task of Spark, an iterator or a local disk failed with, where that says it. */
  private static Throwable ofTask(Throwable failure) {
    return failure instanceof SparkException
            || failure instanceof UncheckedIOException
            || failure instanceof FSError
        ? ExceptionUtils.getThrowableList(failure).stream()
            .filter(JobFailedException::isTold)
            .findFirst()
            .orElse(failure)
        : failure;
  }

  private static boolean isOurs(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length == 0
        ? failure.getClass().getName().startsWith(OURS)
        : trace[0].getClassName().startsWith(OURS);
  }

  /**
   * What to show of a failure.
   *
   * @param program its name, such as {@code train-job.jar}
   * @param thrown the failure, or Spark's of a task that failed
   * @param account where the account of the run is, or why there is none
   */
  static JobFailedException of(String program, Throwable thrown, String account) {
    return new JobFailedException(
        "%s failed: %s%n  -> %s".formatted(program, said(thrown), account));
  }

  private static String said(Throwable thrown) {
    Throwable failure = ofTask(thrown);
    if (!isTold(failure)) {
      return AbortedJob.byCluster(thrown).orElseGet(() -> JobResult.describe(thrown));
    }
    String place = failure.equals(thrown) ? "" : AbortedJob.place(thrown);
    // What others threw may name no more than a file, and has no remedy.
    return isOurs(failure) && failure.getMessage() != null
        ? failure.getMessage() + place
        : failure
            + place
            + "; once that is mended, give the same command again: what is done stays";
  }

  /** What to log of any failure before anything else is done about it. */
  static String inOneLine(Throwable thrown) {
    String line = said(thrown).lines().findFirst().orElse("");
    return Printable.of(Credentials.redact(line));
  }

  /** The message alone: Java prints this when it ends the program. */
  @Override
  public String toString() {
    return getMessage();
  }
}
