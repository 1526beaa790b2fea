package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that hang in the driver's own process, where there is no executor to replace. */
class HangingTasksTest {

  /** Of tasks, which reach no field of the test. */
  private static volatile CountDownLatch never;

  private JavaSparkContext spark;

  @BeforeEach
  void start() {
    never = new CountDownLatch(1);
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
    never.countDown();
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
        .rootCause()
        .hasMessageStartingWith("Job 0 cancelled because task 1 of 'round 7: train' has not ended");
  }

  /** A report that hung costs the report alone. */
  @Test
  void aHangThatTheJobSurvivedIsNotBlamedForLaterFailures() {
    assertThatThrownBy(
            () ->
                HangingTasks.guard(
                    spark.sc(),
                    Duration.ofSeconds(2),
                    () -> {
                      assertThatThrownBy(() -> secondHangs(spark)).hasMessageContaining("Job 0");
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
  }

  @Test
  @Timeout(60)
  void aTaskOfAStageThatIsOverBlindsNobody() {
    TaskInfo late = new TaskInfo(-1, 0, 0, 0, 0L, "driver", "localhost", TaskLocality.ANY(), false);
    assertThatThrownBy(
            () ->
                HangingTasks.guard(
                    spark.sc(),
                    Duration.ofSeconds(2),
                    () -> {
                      spark.sc().listenerBus().post(new SparkListenerTaskStart(99, 0, late));
                      return secondHangs(spark);
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("task 1 of ");
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
                never.await();
              }
              return i;
            })
        .collect();
  }
}
