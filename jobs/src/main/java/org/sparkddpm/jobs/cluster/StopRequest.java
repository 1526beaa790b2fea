package org.sparkddpm.jobs.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the process has been told to end (SIGTERM, SIGINT), and the time to do so in order. The
 * job goes on in its own thread while the end of the process waits for it: first for what it is
 * doing to end by itself, where that is allowed, then, with Spark's tasks cancelled, for the rest.
 * All of it takes less than the 30 seconds that resource managers give.
 */
public final class StopRequest implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StopRequest.class);

  /** Before the hooks that stop Spark and close file systems. */
  private static final int PRIORITY = 100;

  /** The longest time that the work may be given to end by itself. */
  private static final Duration MOST_GRACE = Duration.ofSeconds(8);

  private static final Duration REST = Duration.ofSeconds(20);

  /** Of work that is abandoned at once: it may wait for executors, or another driver, for long. */
  private static final Duration ABANDONED = Duration.ofSeconds(5);

  /** What the job begins after its tasks were cancelled would hold it up as well. */
  private static final Duration CANCELLING = Duration.ofSeconds(1);

  private final SparkContext spark;
  private final Thread job = Thread.currentThread();
  private final Runnable hook = this::stop;
  private final CountDownLatch requested = new CountDownLatch(1);
  private volatile Duration grace = Duration.ZERO;

  /** Listens until closed; the calling thread is the one that is given the time to end. */
  StopRequest(SparkContext spark) {
    this.spark = spark;
    ShutdownHookManager.get()
        .addShutdownHook(
            hook, PRIORITY, MOST_GRACE.plus(REST).plusSeconds(2).toSeconds(), TimeUnit.SECONDS);
  }

  /** Lets what is being done end by itself from now on, for 8 s, before it is abandoned. */
  public void letWorkEnd() {
    grace = MOST_GRACE;
  }

  /** Whether to end; tasks of Spark may then be cancelled under the caller. */
  public boolean requested() {
    return requested.getCount() == 0;
  }

  /** Waits so long, or until the process is to end; whether it is. */
  public boolean requestedWithin(Duration time) {
    try {
      return requested.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /**
   * What the work gives, or nothing if it was abandoned, or not begun, because the process is to
   * end.
   */
  public <T> Optional<T> unlessRequested(Supplier<T> work) {
    if (requested()) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.get());
    } catch (Exception failure) {
      if (requested()) {
        log.info("abandoned: {}", failure.getMessage());
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** Tells the job to end, and waits for that; what a signal brings about. */
  void stop() {
    requested.countDown();
    Duration wait = grace;
    log.warn(
        "{}: {}",
        StoppedException.TOLD,
        wait.isZero()
            ? "abandoning what is being done"
            : "ending the round, or abandoning it after " + wait.toSeconds() + " s");
    long end = System.nanoTime() + wait.plus(wait.isZero() ? ABANDONED : REST).toNanos();
    try {
      TimeUnit.NANOSECONDS.timedJoin(job, wait.toNanos());
      while (job.isAlive() && System.nanoTime() < end) {
        cancelTasks();
        TimeUnit.NANOSECONDS.timedJoin(job, CANCELLING.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancelTasks() {
    if (spark.isStopped()) {
      return;
    }
    try {
      spark.cancelAllJobs();
    } catch (IllegalStateException e) {
      // The job has stopped Spark at this moment, and goes on to write its result.
      log.debug("nothing to cancel", e);
    }
  }

  @Override
  public void close() {
    ShutdownHookManager hooks = ShutdownHookManager.get();
    if (!hooks.isShutdownInProgress()) {
      hooks.removeShutdownHook(hook);
    }
  }
}
