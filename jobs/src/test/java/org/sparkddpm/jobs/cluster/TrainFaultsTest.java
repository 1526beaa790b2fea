package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.jobs.cluster.fixtures.Children;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;
import org.sparkddpm.jobs.cluster.fixtures.Trainings;
import org.sparkddpm.jobs.storage.Tensor;

/** What may happen to a training on two executor processes, and what it ends with all the same. */
@Tag("cluster")
class TrainFaultsTest {

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
  void anExecutorIsKilledInMidRound() throws Exception {
    try (SubmittedJob job = trainings.start("executor")) {
      job.awaitLog("round 2/");
      cluster.executors(1).forEach(ProcessHandle::destroyForcibly);
      job.succeed();
    }
    assertThat(trainings.end("executor")).isEqualTo(undisturbed);
  }

  @Test
  void theDriverIsKilledInMidRound() throws Exception {
    try (SubmittedJob job = trainings.start("driver")) {
      job.awaitLog("round 5/");
      job.kill();
    }
    try (SubmittedJob job = trainings.start("driver")) {
      job.succeed();
      assertThat(job.log()).contains("continuing from", "round 3, 480 images seen");
    }
    assertThat(trainings.end("driver")).isEqualTo(undisturbed);
  }

  /** Killed as soon as the file is there; the manifest comes last and makes the checkpoint. */
  @ParameterizedTest
  @Tag("long")
  @ValueSource(
      strings = {"config.json", "ema.safetensors", "parameters.safetensors", "manifest.json"})
  void theDriverIsKilledInMidCheckpoint(String file) throws Exception {
    String run = "checkpoint-" + file;
    try (SubmittedJob job = trainings.start(run)) {
      await(file)
          .atMost(Duration.ofMinutes(3))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofNanos(200_000))
          .until(() -> contains(run, "step-000000000960", file));
      job.kill();
    }
    try (SubmittedJob job = trainings.start(run)) {
      job.succeed();
      assertThat(job.log()).contains("continuing from");
    }
    assertThat(trainings.end(run)).isEqualTo(undisturbed);
  }

  @Test
  void aDriverThatIsToldToStopWritesACheckpointAndSaysSo() throws Exception {
    try (SubmittedJob job = trainings.start("told", "--checkpoint-interval", "1000000")) {
      job.awaitLog("round 4/");
      long told = System.nanoTime();
      job.terminate();
      assertThat(job.exitStatus()).isEqualTo(128 + 15);
      assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(30));
      assertThat(job.log())
          .contains(
              "told to stop (SIGTERM or Ctrl-C)", "stopped as told", "the same command goes on");
      assertThat(Files.readString(trainings.checkpoints("told").resolve("_result.json")))
          .contains("\"stopped\"");
    }
    assertThat(trainings.newest("told").imagesSeen()).isGreaterThanOrEqualTo(640);
    try (SubmittedJob job = trainings.start("told", "--checkpoint-interval", "1000000")) {
      job.succeed();
    }
    assertThat(trainings.end("told")).isEqualTo(undisturbed);
  }

  @Test
  @Tag("long")
  void aSecondDriverOnTheSameCheckpointsIsRefused() throws Exception {
    // Long enough to be there for all of the other's start.
    try (SubmittedJob first = trainings.start("two", 100 * Trainings.IMAGES)) {
      first.awaitLog("round 1/");
      try (SubmittedJob second = trainings.start("two", 100 * Trainings.IMAGES)) {
        assertThat(second.exitStatus()).isNotZero();
        assertThat(second.log()).contains("is being written to by another driver: process ");
      }
      first.kill();
    }
  }

  @Test
  @Tag("long")
  void aWorkerIsLostForGood() throws Exception {
    try (LocalCluster own = LocalCluster.start(temp.resolve("own"), "--workers", "2");
        SubmittedJob job = new Trainings(new Jobs(own, temp), temp).start("worker")) {
      job.awaitLog("round 2/");
      Stream.concat(own.executors(1).stream(), Stream.of(own.worker(1)))
          .forEach(ProcessHandle::destroyForcibly);
      job.succeed();
    }
    assertThat(trainings.end("worker")).isEqualTo(undisturbed);
  }

  @Test
  void workersThatNeverComeEndTheJob() throws Exception {
    try (SubmittedJob job =
        trainings
            .with("--conf", "spark.executor.memory=50g")
            .start("never", "--resource-timeout", "5")) {
      assertThat(job.exitStatus()).isNotZero();
      assertThat(job.log()).contains("no executor has come within 5 s", "50g of memory");
    }
  }

  @Test
  @Tag("long")
  void theLossOfAllWorkersEndsTheJob() throws Exception {
    try (LocalCluster own = LocalCluster.start(temp.resolve("all"), "--workers", "1");
        SubmittedJob job =
            new Trainings(new Jobs(own, temp), temp).start("all", "--resource-timeout", "30")) {
      job.awaitLog("round 2/");
      Stream.concat(own.executors(1).stream(), Stream.of(own.worker(1)))
          .forEach(ProcessHandle::destroyForcibly);
      assertThat(job.exitStatus()).isNotZero();
      assertThat(job.log()).contains("all executors are gone and none has come back within 30 s");
    }
  }

  @Test
  @Tag("long")
  void executorsThatComeWithTheTasksNeedTheNumberOfWorkers() throws Exception {
    String[] options = {
      "--conf",
      "spark.dynamicAllocation.enabled=true",
      "--conf",
      "spark.dynamicAllocation.shuffleTracking.enabled=true"
    };
    List<String> command = new ArrayList<>();
    command.add(Children.script("spark-submit"));
    command.addAll(List.of("--properties-file", cluster.properties().toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("train-job", "--data", "strokes"));
    command.addAll(List.of("--checkpoints", temp.resolve("any").toString()));
    try (SubmittedJob job = SubmittedJob.of(temp.resolve("any.log"), Map.of(), command)) {
      assertThat(job.exitStatus()).isNotZero();
      assertThat(job.log())
          .contains("executors come for tasks that there are", "give the number of --workers");
    }
    Trainings dynamic = trainings.with(options);
    try (SubmittedJob job = dynamic.start("dynamic")) {
      job.succeed();
    }
    assertThat(trainings.end("dynamic")).isEqualTo(undisturbed);

    try (SubmittedJob job =
        dynamic
            .with("--conf", "spark.executor.memory=50g")
            .start("none", "--resource-timeout", "5")) {
      assertThat(job.exitStatus()).isNotZero();
      assertThat(job.log()).contains("no executor has come within 5 s");
    }
  }

  private static boolean contains(String run, String step, String file) throws IOException {
    Path folder = trainings.checkpoints(run);
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> steps = Files.list(folder)) {
      return steps
          .filter(each -> each.getFileName().toString().startsWith(step))
          .anyMatch(each -> Files.exists(each.resolve(file)));
    }
  }
}
