package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkStatusTracker;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** A process that is told to end, without the signal, which would end the tests. */
class JobSessionTest {

  private static final Map<String, Object> LOCAL =
      Map.of("spark.master", "local[1]", "spark.ui.enabled", "false");

  @Test
  void workThatIsAbandonedHasNotFailed() throws Exception {
    CompletableFuture<StopRequest> made = new CompletableFuture<>();
    CompletableFuture<SparkContext> context = new CompletableFuture<>();
    FutureTask<String> job =
        started(
            (spark, stop) -> {
              made.complete(stop);
              context.complete(spark.sparkContext());
              return hang(spark);
            });
    SparkStatusTracker tasks = context.get().statusTracker();
    await().atMost(Duration.ofMinutes(1)).until(() -> tasks.getActiveStageIds().length > 0);
    made.get().stop();
    assertThatThrownBy(job::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(StoppedException.class)
        .hasMessage("told to stop (SIGTERM or Ctrl-C); the same command goes on from what is done");
  }

  /** What is wrong with a store must be known, whenever it fails. */
  @Test
  void aStoreThatFailsMeanwhileIsTold() throws Exception {
    FutureTask<String> job =
        started(
            (spark, stop) -> {
              Thread hook = new Thread(stop::stop, "hook");
              hook.setDaemon(true);
              hook.start();
              assertThat(stop.requestedWithin(Duration.ofMinutes(1))).isTrue();
              throw new IOException("the store is away");
            });
    assertThatThrownBy(job::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessage("the store is away");
  }

  @Test
  void workThatFailsUntoldIsNotTakenForStopped() {
    FutureTask<String> job =
        started(
            (spark, stop) -> {
              throw new IllegalStateException("wrong");
            });
    assertThatThrownBy(job::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("wrong");
  }

  private static FutureTask<String> started(JobSession.Work<String> work) {
    FutureTask<String> job =
        new FutureTask<>(
            () -> JobSession.run("session", LOCAL, Duration.ofMinutes(1), Duration.ZERO, work));
    new Thread(job, "job").start();
    return job;
  }

  private static String hang(SparkSession spark) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    context.setJobGroup("hanging", "waits until it is interrupted", true);
    context.parallelize(List.of(1), 1).foreach(one -> new CountDownLatch(1).await());
    return "ended";
  }
}
