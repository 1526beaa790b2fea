package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class ClusterWatchTest {

  @Test
  void aWatchOutlivesALookThatFails() {
    AtomicInteger looks = new AtomicInteger();
    ScheduledExecutorService clock =
        ClusterWatch.everySecond(
            "failing-watch",
            () -> {
              if (looks.incrementAndGet() == 1) {
                throw new IllegalStateException("on purpose");
              }
            });
    try {
      await().until(() -> looks.get() >= 2);
    } finally {
      clock.shutdownNow();
    }
  }

  @Test
  void aSparkThatWasStoppedUnderTheWorkIsToldOf() {
    JavaSparkContext spark =
        new JavaSparkContext(
            new SparkConf(false)
                .setMaster("local[1]")
                .setAppName("stopped")
                .set("spark.ui.enabled", "false"));
    assertThatThrownBy(
            () ->
                ClusterWatch.guard(
                    spark.sc(),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    () -> {
                      spark.stop();
                      return spark.parallelize(List.of(1)).count();
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Spark was stopped under the job")
        .hasMessageContaining("Cannot call methods on a stopped SparkContext")
        .hasMessageContaining("The same command goes on")
        .hasMessageNotContaining("\n")
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
