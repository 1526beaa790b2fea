package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Without a signal, which would end the tests; see {@link TrainFaultsTest}. */
class StopRequestTest {

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[1]")
                .setAppName("stop")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** Such as a round after a slow checkpoint, or after samples whose failure was passed over. */
  @Test
  void whatIsBegunAfterTasksWereCancelledIsCancelledToo() throws Exception {
    CompletableFuture<StopRequest> made = new CompletableFuture<>();
    FutureTask<List<Boolean>> job =
        new FutureTask<>(
            () -> {
              made.complete(new StopRequest(spark.sc()));
              return List.of(isCancelled(), isCancelled());
            });
    new Thread(job, "job").start();
    try (StopRequest request = made.get()) {
      request.stop();
      assertThat(job).isDone();
      assertThat(job.get()).containsExactly(true, true);
    }
  }

  @Test
  void nothingIsBegunOnceAStopIsRequested() throws Exception {
    CompletableFuture<StopRequest> made = new CompletableFuture<>();
    CountDownLatch end = new CountDownLatch(1);
    Thread job =
        new Thread(
            () -> {
              StopRequest request = new StopRequest(spark.sc());
              request.letWorkEnd();
              made.complete(request);
              awaitEnd(end);
            },
            "job");
    job.start();
    try (StopRequest request = made.get()) {
      assertThat(request.unlessRequested(() -> "done")).contains("done");
      Thread hook = new Thread(request::stop, "hook");
      hook.start();
      assertThat(request.requestedWithin(Duration.ofMinutes(1))).isTrue();
      assertThat(request.unlessRequested(() -> "done")).isEmpty();
      end.countDown();
      TimeUnit.SECONDS.timedJoin(hook, 60);
      assertThat(hook.isAlive()).isFalse();
    }
  }

  /** Such as for executors, or for another driver. */
  @Test
  void theProcessDoesNotStayForWorkThatWaits() throws Exception {
    CompletableFuture<StopRequest> made = new CompletableFuture<>();
    CountDownLatch end = new CountDownLatch(1);
    Thread job =
        new Thread(
            () -> {
              made.complete(new StopRequest(spark.sc()));
              awaitEnd(end);
            },
            "job");
    job.start();
    try (StopRequest request = made.get()) {
      long began = System.nanoTime();
      request.stop();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
      assertThat(job.isAlive()).isTrue();
    } finally {
      end.countDown();
    }
  }

  private static void awaitEnd(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a job of Spark's that would take for ever was cancelled. */
  private static boolean isCancelled() {
    spark.setJobGroup("hanging", "waits until it is interrupted", true);
    try {
      spark.parallelize(List.of(1), 1).foreach(one -> new CountDownLatch(1).await());
      return false;
    } catch (Exception e) {
      return e.getMessage().contains("cancel");
    }
  }
}
