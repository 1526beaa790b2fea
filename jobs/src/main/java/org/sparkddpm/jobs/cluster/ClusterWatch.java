package org.sparkddpm.jobs.cluster;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a job that waits in vain, where Spark itself would wait for ever. */
public final class ClusterWatch {

  private static final Logger log = LoggerFactory.getLogger(ClusterWatch.class);

  private ClusterWatch() {}

  /**
   * Does a job's work as long as it has executors and its tasks end.
   *
   * @param resourceTimeout how long there may be no executor
   * @param taskTimeout after which a task hangs; zero for ten times the longest of its kind so far,
   *     but at least 5 minutes, and 2 hours until one has ended
   * @throws IllegalStateException if there was no executor for so long, or a task has hung for the
   *     third time (in local mode, for the first), or Spark was stopped under the work, with what
   *     the work threw as its cause
   * @throws Exception what the work throws
   */
  public static <T> T guard(
      SparkContext spark, Duration resourceTimeout, Duration taskTimeout, Callable<T> work)
      throws Exception {
    try {
      return Starvation.guard(
          spark, resourceTimeout, () -> HangingTasks.guard(spark, taskTimeout, work));
    } catch (Exception failure) {
      // A process that is told to end stops Spark itself.
      if (!spark.isStopped() || ShutdownHookManager.get().isShutdownInProgress()) {
        throw failure;
      }
      throw new IllegalStateException(
          "Spark was stopped under the job, as where the cluster ends an application ("
              + failure.toString().lines().findFirst().orElse("")
              + "); look at the master's page or the resource manager, and at the log above. The"
              + " same command goes on from what is stored",
          failure);
    }
  }

  /**
   * Runs jobs whose tasks have different amounts of work, which the time limit of tasks then allows
   * for.
   *
   * @param spread how many times the work of the smallest task the largest has
   */
  public static void withSpread(SparkContext spark, long spread, Runnable jobs) {
    spark.setLocalProperty(HangingTasks.SPREAD, Long.toString(Math.max(1, spread)));
    try {
      jobs.run();
    } finally {
      spark.setLocalProperty(HangingTasks.SPREAD, null);
    }
  }

  /** Looks every second, on a thread that keeps no process alive, until shut down. */
  public static ScheduledExecutorService everySecond(String thread, Runnable look) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            body -> {
              Thread daemon = new Thread(body, thread);
              daemon.setDaemon(true);
              return daemon;
            });
    var unused =
        clock.scheduleWithFixedDelay(
            () -> {
              try {
                look.run();
              } catch (Exception e) {
                // Spark's Scala throws checked ones undeclared, and what gets through ends a clock.
                log.warn("{} failed and goes on: {}", thread, e.toString());
              }
            },
            1,
            1,
            TimeUnit.SECONDS);
    return clock;
  }
}
