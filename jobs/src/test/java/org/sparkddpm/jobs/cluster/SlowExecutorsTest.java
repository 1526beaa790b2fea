package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.StoppedProcess;
import org.sparkddpm.jobs.cluster.fixtures.StoppedThread;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;
import org.sparkddpm.jobs.cluster.fixtures.Trainings;
import org.sparkddpm.jobs.storage.Tensor;

/** Executors that are there and do not get on: training ends with the same parameters. */
@Tag("cluster")
@Tag("long")
class SlowExecutorsTest {

  /** The class whose methods a task that trains is in. */
  private static final String WORKER = "org.sparkddpm.jobs.train.RoundWorker";

  private static final String REPLACED =
      "has not ended within 3\\d s on executor \\d .*: replacing";

  @TempDir static Path temp;

  private static LocalCluster cluster;
  private static Trainings trainings;
  private static Map<String, List<Tensor>> undisturbed;

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    cluster = LocalCluster.start(temp.resolve("cluster"), "--workers", "2");
    trainings = new Trainings(new Jobs(cluster, temp), temp);
    try (SubmittedJob job = trainings.start("undisturbed")) {
      job.succeed();
    }
    undisturbed = trainings.end("undisturbed");
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @Test
  void aSlowExecutorCostsTimeAlone() throws Exception {
    try (SubmittedJob job = trainings.start("slow")) {
      job.awaitLog("round 2/");
      try (StoppedProcess executor =
          StoppedProcess.byTurns(
              cluster.executors(1).get(0), Duration.ofSeconds(2), Duration.ofMillis(500))) {
        job.awaitLog("round 5/");
        assertThat(executor.stops()).isPositive();
      }
      job.succeed();
    }
    assertThat(trainings.end("slow")).isEqualTo(undisturbed);
  }

  @Test
  void anExecutorThatStandsStillIsReplacedWhenItsTaskTakesTooLong() throws Exception {
    try (SubmittedJob job = trainings.start("still", "--task-timeout", "30")) {
      job.awaitLog("round 2/");
      try (StoppedProcess executor = StoppedProcess.forGood(cluster.executors(1).get(0))) {
        assertThat(executor.stops()).isOne();
        job.awaitLog(REPLACED);
        job.succeed();
      }
    }
    assertThat(trainings.end("still")).isEqualTo(undisturbed);
  }

  @Test
  void anExecutorThatStandsStillIsReplacedWhenItsHeartbeatsFail() throws Exception {
    Trainings impatient =
        trainings.with(
            "--conf",
            "spark.network.timeout=20s",
            "--conf",
            "spark.network.timeoutInterval=5s",
            "--conf",
            "spark.executor.heartbeatInterval=2s");
    try (SubmittedJob job = impatient.start("silent")) {
      job.awaitLog("round 2/");
      try (StoppedProcess executor = StoppedProcess.forGood(cluster.executors(1).get(0))) {
        assertThat(executor.stops()).isOne();
        job.awaitLog("[Ee]xecutor heartbeat timed out");
        job.succeed();
      }
    }
    assertThat(trainings.end("silent")).isEqualTo(undisturbed);
  }

  @Test
  void anExecutorWhoseTaskHangsIsReplacedThoughItsHeartbeatsGoOn() throws Exception {
    Trainings open =
        trainings.with("--conf", "spark.executorEnv.JDK_JAVA_OPTIONS=" + StoppedThread.AGENT);
    try (SubmittedJob job = open.start("hangs", "--task-timeout", "30")) {
      job.awaitLog("round 2/");
      Path output =
          cluster.files().stream().filter(StoppedThread::isOpen).findFirst().orElseThrow();
      try (StoppedThread task = StoppedThread.in(output, WORKER)) {
        assertThat(task.isHeld()).isTrue();
        job.awaitLog(REPLACED);
        job.succeed();
      }
    }
    assertThat(trainings.end("hangs")).isEqualTo(undisturbed);
  }
}
