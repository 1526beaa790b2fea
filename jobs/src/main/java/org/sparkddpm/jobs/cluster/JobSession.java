package org.sparkddpm.jobs.cluster;

import java.time.Duration;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * A job's Spark session: opened with what the jobs need whatever a site has set, watched while the
 * job works, and closed at its end.
 */
public final class JobSession {

  /** What a job does. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run(SparkSession spark) throws Exception;
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
   * @throws Exception what the work throws
   */
  public static <T> T run(
      String name,
      Map<String, Object> own,
      Duration resourceTimeout,
      Duration taskTimeout,
      Work<T> work)
      throws Exception {
    try (SparkSession spark = open(name, own)) {
      MissingSettings.warn(spark.sparkContext().getConf());
      return ClusterWatch.guard(
          spark.sparkContext(), resourceTimeout, taskTimeout, () -> work.run(spark));
    }
  }
}
