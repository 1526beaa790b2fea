package org.sparkddpm.jobs.cluster;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a job whose executors have all gone and do not come back: Spark itself would wait for ever.
 */
final class Starvation {

  private static final Logger log = LoggerFactory.getLogger(Starvation.class);

  private final SparkContext spark;
  private final TaskSlots slots;
  private final Duration timeout;
  private final boolean dynamic;
  private final EndedJobs jobs;
  private long lastSeen = System.nanoTime();
  private boolean told;
  private boolean seen;

  private Starvation(SparkContext spark, Duration timeout) {
    this.spark = spark;
    this.slots = new TaskSlots(spark, timeout);
    this.timeout = timeout;
    this.dynamic = TaskSlots.isDynamic(spark);
    this.jobs = new EndedJobs(spark);
  }

  /**
   * Does the work as long as there are executors.
   *
   * @param timeout how long there may be none
   * @throws IllegalStateException if there were none for so long, with what the work threw as its
   *     cause
   * @throws Exception what the work throws
   */
  static <T> T guard(SparkContext spark, Duration timeout, Callable<T> work) throws Exception {
    if (spark.isLocal()) {
      return work.call();
    }
    Starvation watch = new Starvation(spark, timeout);
    ScheduledExecutorService clock = ClusterWatch.everySecond("executor-watch", watch::look);
    try {
      return work.call();
    } catch (Exception failure) {
      throw watch.jobs.explained(failure);
    } finally {
      clock.shutdownNow();
    }
  }

  private void look() {
    if (spark.isStopped()) {
      return;
    }
    if (slots.now() > 0) {
      lastSeen = System.nanoTime();
      seen = true;
      told = false;
      return;
    }
    if (dynamic && spark.statusTracker().getActiveJobIds().length == 0) {
      // Without tasks there need be no executors.
      lastSeen = System.nanoTime();
      return;
    }
    Duration without = Duration.ofNanos(System.nanoTime() - lastSeen);
    if (without.compareTo(timeout) >= 0) {
      jobs.end(
          seen
              ? String.format(
                  Locale.ROOT,
                  "all executors are gone and none has come back within %d s; %s",
                  timeout.toSeconds(),
                  slots.remedy())
              : slots.absence());
    } else if (seen && !told && without.toSeconds() >= 5) {
      told = true;
      log.warn(
          "no executor is left; waiting up to {} s for another (--resource-timeout)",
          timeout.toSeconds());
    }
  }
}
