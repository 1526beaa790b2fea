package org.sparkddpm.jobs.cluster;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the cluster forget what a job no longer needs. Where Spark was stopped under the job that
 * fails, and all is forgotten anyway: what the job failed with must then stay its failure.
 */
public final class Release {

  private static final Logger log = LoggerFactory.getLogger(Release.class);

  private Release() {}

  /** Of what was sent to the executors; it cannot be sent again. */
  public static void of(Broadcast<?> sent) {
    attempt(() -> sent.destroy(), sent);
  }

  /** Of what the executors keep; it would be computed again. */
  public static void of(JavaRDD<?> kept) {
    attempt(() -> kept.unpersist(false), kept);
  }

  // Spark's Scala throws checked exceptions undeclared.
  private static void attempt(Runnable release, Object released) {
    try {
      release.run();
    } catch (Exception e) {
      log.debug("{} could not be released", released, e);
    }
  }
}
