package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks that hang in the driver's own process, where there is no executor to replace. */
class HangingTasksTest {

  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private JavaSparkContext spark;

  @BeforeEach
  void start() {
    SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .appName("hanging tasks")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  @AfterEach
  void stop() {
    NEVER.countDown();
    spark.stop();
  }

  @Test
  void theJobFailsAndSaysWhatHung() {
    spark.setJobDescription("round 7: train");
    assertThatThrownBy(
            () -> HangingTasks.guard(spark.sc(), Duration.ofSeconds(2), () -> secondHangs(spark)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("task 1 of 'round 7: train' has not ended within 2 s")
        .hasMessageContaining("raise --task-timeout")
        .hasRootCauseMessage("Job 0 cancelled as part of cancellation of all jobs");
  }

  @Test
  void theLimitFollowsTheLongestTaskAndIsNeverShort() {
    assertThat(HangingTasks.limit(1)).isEqualTo(300);
    assertThat(HangingTasks.limit(31)).isEqualTo(310);
    assertThat(HangingTasks.limit(900)).isEqualTo(9000);
  }

  private static List<Integer> secondHangs(JavaSparkContext spark) {
    return spark
        .parallelize(List.of(1, 2), 2)
        .map(
            i -> {
              if (i == 2) {
                NEVER.await();
              }
              return i;
            })
        .collect();
  }
}
