package org.sparkddpm.jobs.cluster;

import java.time.Duration;
import java.util.Map;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;

/**
 * A job's Spark session: opened with what the jobs need whatever a site has set, watched while the
 * job works, and closed at its end.
 */
public final class JobSession {

  /** What a job does. */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * Does it.
     *
     * @param stop whether the process has been told to end
     */
    T run(SparkSession spark, StopRequest stop) throws Exception;
  }

  private JobSession() {}

  /**
   * Opens a session. What the site's settings must give way to is said.
   *
   * @param name of the application
   * @param own settings of the job, by the names of Spark's
   */
  public static SparkSession open(String name, Map<String, Object> own) {
    SparkConf submitted = new SparkConf();
    SiteSettings.log(submitted);
    return SparkSession.builder()
        .appName(name)
        .config(SiteSettings.own())
        .config(SecretNames.SETTING, SecretNames.redaction(submitted))
        .config(own)
        .getOrCreate();
  }

  /**
   * Does a job's work in a session of its own, as {@link ClusterWatch#guard} does.
   *
   * @param name of the application
   * @param own settings of the job, by the names of Spark's
   * @throws StoppedException if the work was abandoned because the process was told to end
   * @throws Exception what the work throws
   */
  public static <T> T run(
      String name,
      Map<String, Object> own,
      Duration resourceTimeout,
      Duration taskTimeout,
      Work<T> work)
      throws Exception {
    try (SparkSession spark = open(name, own);
        StopRequest stop = new StopRequest(spark.sparkContext())) {
      MissingSettings.warn(spark.sparkContext().getConf());
      try {
        return ClusterWatch.guard(
            spark.sparkContext(), resourceTimeout, taskTimeout, () -> work.run(spark, stop));
      } catch (Exception failure) {
        throw stop.requested() && isOfSpark(failure) ? new StoppedException(failure) : failure;
      }
    }
  }

  /** Not a store's, nor what else would have failed without the stop. */
  private static boolean isOfSpark(Exception failure) {
    return ExceptionUtils.getThrowableList(failure).stream()
        .allMatch(
            one ->
                one instanceof SparkException
                    || one instanceof IllegalStateException
                    || one instanceof InterruptedException);
  }
}
