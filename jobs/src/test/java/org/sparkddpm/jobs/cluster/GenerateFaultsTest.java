package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cluster.fixtures.Children;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.StoppedProcess;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/** What may happen to a generation on two executor processes; all samples are there at the end. */
@Tag("cluster")
@Tag("long")
class GenerateFaultsTest {

  private static final int PER_CLASS = 40;

  /** As a shell shows an end by SIGTERM. */
  private static final int TERMINATED = 143;

  @TempDir static Path temp;

  private static LocalCluster cluster;
  private static Jobs jobs;
  private static String model;
  private static Set<String> undisturbed;

  @BeforeAll
  static void generateUndisturbed() throws Exception {
    cluster = LocalCluster.start(temp.resolve("cluster"), "--workers", "2");
    jobs = new Jobs(cluster, temp);
    model = temp.resolve("model/checkpoints").toUri().toString();
    try (SubmittedJob train = jobs.train(model, 160)) {
      train.succeed();
    }
    try (SubmittedJob generate = generate("undisturbed")) {
      generate.succeed();
    }
    undisturbed = samples("undisturbed");
    assertThat(undisturbed).hasSize(10);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @Test
  void anExecutorIsKilled() throws Exception {
    try (SubmittedJob generate = generate("executor")) {
      awaitFiles("executor", 2);
      cluster.executors(1).forEach(ProcessHandle::destroyForcibly);
      generate.succeed();
    }
    assertComplete("executor");
  }

  @Test
  void copiesOfSlowTasksMakeNothingTwice() throws Exception {
    Path events = Files.createDirectories(temp.resolve("events"));
    Jobs speculative =
        jobs.with(
            "--conf", "spark.speculation=true",
            "--conf", "spark.speculation.quantile=0.2",
            // On a busy machine all tasks are slow: one that is hardly slower is copied, too.
            "--conf", "spark.speculation.multiplier=1.01",
            "--conf", "spark.eventLog.enabled=true",
            "--conf", "spark.eventLog.dir=" + events.toUri());
    try (SubmittedJob generate = generate(speculative, "copies")) {
      awaitFiles("copies", 1);
      try (StoppedProcess executor =
          StoppedProcess.byTurns(
              cluster.executors(1).get(0), Duration.ofSeconds(4), Duration.ofMillis(500))) {
        generate.awaitLog("images 400/400");
        assertThat(executor.stops()).isPositive();
      }
      generate.succeed();
    }
    assertThat(speculativeTasks(events)).isPositive();
    assertComplete("copies");
  }

  private static long speculativeTasks(Path events) throws IOException {
    try (Stream<Path> logs = Files.walk(events).filter(Files::isRegularFile)) {
      return logs.flatMap(log -> Children.text(log).lines())
          .filter(line -> line.contains("SparkListenerTaskStart"))
          .filter(line -> line.contains("\"Speculative\":true"))
          .count();
    }
  }

  @Test
  void anExecutorStandsStill() throws Exception {
    try (SubmittedJob generate = generate(jobs, "still", "--task-timeout", "30")) {
      awaitFiles("still", 2);
      try (StoppedProcess executor = StoppedProcess.forGood(cluster.executors(1).get(0))) {
        assertThat(executor.stops()).isOne();
        generate.awaitLog("has not ended within 3\\d s on executor \\d .*: replacing");
        generate.succeed();
      }
    }
    assertComplete("still");
  }

  @Test
  void theDriverIsKilled() throws Exception {
    try (SubmittedJob generate = generate("driver")) {
      awaitFiles("driver", 2);
      generate.kill();
    }
    int left = samples("driver").size();
    try (SubmittedJob generate = generate("driver")) {
      generate.succeed();
      assertThat(generate.log()).contains("samples to make");
    }
    assertThat(left).isBetween(2, 9);
    assertComplete("driver");
  }

  @Test
  void theDriverIsToldToStop() throws Exception {
    try (SubmittedJob generate = generate("told")) {
      awaitFiles("told", 2);
      generate.terminate();
      assertThat(generate.exitStatus()).isEqualTo(TERMINATED);
      assertThat(generate.log())
          .contains("told to stop (SIGTERM or Ctrl-C); the same command goes on")
          .doesNotContain(" failed: ", "Exception in thread \"main\"");
    }
    assertThat(Files.readString(temp.resolve("told/_result.json"))).contains("\"stopped\"");
    try (SubmittedJob generate = generate("told")) {
      generate.succeed();
      assertThat(generate.log()).contains("samples to make");
    }
    assertComplete("told");
  }

  private static SubmittedJob generate(String run) throws IOException {
    return generate(jobs, run);
  }

  private static SubmittedJob generate(Jobs as, String run, String... more) throws IOException {
    String output = temp.resolve(run).toUri().toString();
    List<String> options = new ArrayList<>(List.of("--format", "parquet,idx"));
    options.addAll(List.of(more));
    return as.generate(model, output, PER_CLASS, options.toArray(String[]::new));
  }

  private static void awaitFiles(String run, int count) {
    org.awaitility.Awaitility.await(run)
        .atMost(java.time.Duration.ofMinutes(4))
        .until(() -> samples(run).size() >= count);
  }

  /** The files of samples by their names, which tell label, first index and count. */
  private static Set<String> samples(String run) throws IOException {
    Path folder = temp.resolve(run);
    if (!Files.isDirectory(folder)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("part-.*parquet"))
          .map(file -> file.getParent().getFileName() + "/" + file.getFileName())
          .collect(Collectors.toSet());
    }
  }

  /**
   * The job marks a run as complete when Spark has found each index of each label once. The images
   * are compared as IDX, which holds all of them in one file.
   */
  private static void assertComplete(String run) throws IOException {
    assertThat(samples(run)).isEqualTo(undisturbed);
    assertThat(images(run)).hasSameBinaryContentAs(images("undisturbed"));
    try (Stream<Path> files = Files.walk(temp.resolve(run))) {
      assertThat(files.filter(file -> file.endsWith("_SUCCESS"))).hasSize(1);
    }
  }

  private static Path images(String run) throws IOException {
    try (Stream<Path> files = Files.walk(temp.resolve(run))) {
      return files
          .filter(file -> file.endsWith("samples-images-idx3-ubyte.gz"))
          .findFirst()
          .orElseThrow();
    }
  }
}
