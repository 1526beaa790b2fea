package org.sparkddpm.jobs.cluster;

import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;

/**
 * Ends Spark's jobs for a reason, and knows their failures by it: a later one, of a job that was
 * not ended so, has its own.
 */
final class EndedJobs {

  private final SparkContext spark;
  private volatile String reason;

  EndedJobs(SparkContext spark) {
    this.spark = spark;
  }

  /**
   * Ends all jobs that there are.
   *
   * @param why and what to do about it, for people
   */
  void end(String why) {
    reason = why;
    for (int job : spark.statusTracker().getActiveJobIds()) {
      spark.cancelJob(job, "because " + why);
    }
  }

  /**
   * What to throw where work has failed: if it was ended here, an {@link IllegalStateException}
   * with the reason, and with the failure as its cause.
   */
  Exception explained(Exception failure) {
    String why = reason;
    boolean ended =
        why != null
            && ExceptionUtils.getThrowableList(failure).stream()
                .anyMatch(
                    one ->
                        one instanceof SparkException
                            && one.getMessage() != null
                            && one.getMessage().contains(why));
    return ended ? new IllegalStateException(why, failure) : failure;
  }
}
