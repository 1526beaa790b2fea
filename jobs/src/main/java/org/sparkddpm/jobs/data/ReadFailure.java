package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkException;
import org.sparkddpm.jobs.storage.LostBytes;

/** Why a job of Spark's could not read data, and what to do: the data are seldom at fault. */
final class ReadFailure {

  private ReadFailure() {}

  /**
   * What a failure comes to.
   *
   * @param source the data
   * @param file what to say where a file of theirs is at fault: it, and the remedy after {@code
   *     (%s)}, which stands for the cause
   */
  static IOException of(Exception failure, String source, String file) {
    Optional<String> full = FullDisk.account(failure);
    Throwable root = ExceptionUtils.getRootCause(failure);
    String said = full.orElseGet(() -> said(failure, root, file).formatted(reason(root)));
    return new IOException(source + ": " + said, failure);
  }

  private static String said(Exception failure, Throwable root, String file) {
    if (root instanceof SparkException) {
      return "the executors could not read it (%s); see their logs";
    }
    return isOfTheNetwork(failure, root)
        ? "its store cannot be reached (%s); the data are as they were. See that the store is up, and"
            + " that driver and executors reach it, then run again"
        : file;
  }

  private static boolean isOfTheNetwork(Exception failure, Throwable root) {
    return root instanceof SocketException
        || root instanceof SocketTimeoutException
        || root instanceof UnknownHostException
        || ExceptionUtils.getThrowableList(failure).stream().anyMatch(LostBytes::isEndOfConnection);
  }

  private static String reason(Throwable root) {
    return root.getMessage() == null
        ? root.getClass().getSimpleName()
        : root.getMessage().lines().findFirst().orElse("");
  }
}
