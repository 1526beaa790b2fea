package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may happen to a generation on two executor processes; the files are the same at the end. */
@Tag("cluster")
class GenerateFaultsTest {

  private static final int PER_CLASS = 40;

  @TempDir static Path temp;

  private static LocalCluster cluster;
  private static Jobs jobs;
  private static String model;
  private static Map<String, String> undisturbed;

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
    assertThat(samples("executor")).isEqualTo(undisturbed);
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
    assertThat(samples("driver")).isEqualTo(undisturbed);
  }

  @Test
  @Tag("long")
  void tasksRunTwiceBySpeculation() throws Exception {
    Jobs speculating =
        jobs.with(
            "--conf", "spark.speculation=true",
            "--conf", "spark.speculation.multiplier=1.0",
            "--conf", "spark.speculation.quantile=0.1",
            "--conf", "spark.speculation.minTaskRuntime=0ms");
    try (SubmittedJob generate =
        speculating.generate(model, temp.resolve("twice").toUri().toString(), PER_CLASS)) {
      generate.succeed();
    }
    assertThat(samples("twice")).isEqualTo(undisturbed);
  }

  private static SubmittedJob generate(String run) throws IOException {
    return jobs.generate(model, temp.resolve(run).toUri().toString(), PER_CLASS);
  }

  private static void awaitFiles(String run, int count) {
    org.awaitility.Awaitility.await(run)
        .atMost(java.time.Duration.ofMinutes(4))
        .until(() -> samples(run).size() >= count);
  }

  /** The sha256 of each file of samples, by its name within the run. */
  private static Map<String, String> samples(String run) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    Path folder = temp.resolve(run);
    if (!Files.isDirectory(folder)) {
      return sums;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.filter(each -> each.getFileName().toString().matches("part-.*parquet")).toList()) {
        String label = String.valueOf(file.getParent().getFileName());
        sums.put(label + "/" + file.getFileName(), sha256(file));
      }
    }
    return sums;
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
