package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.S3;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/** The keys that a job works with are in nothing that it, Spark or the cluster writes. */
@Tag("cluster")
class SecretsTest {

  /** Jars, and the settings of the S3 server that has the keys. */
  private static final List<String> NOT_OURS = List.of(".jar", "s3proxy.properties");

  /** A name that Spark's own pattern does not know. */
  private static final String AZURE = "spark.hadoop.fs.azure.account.key.one.dfs.core.windows.net=";

  @TempDir Path temp;

  @Test
  void keysOfTheEnvironmentAppearNowhere() throws Exception {
    search(List.of());
  }

  @Test
  @Tag("long")
  void keysOfTheHadoopConfigurationAppearNowhere() throws Exception {
    search(
        List.of(
            "--conf", "spark.hadoop.fs.s3a.access.key=" + S3.KEY,
            "--conf", "spark.hadoop.fs.s3a.secret.key=" + S3.SECRET));
  }

  private void search(List<String> more) throws Exception {
    Path events = Files.createDirectories(temp.resolve("events"));
    List<String> found = new ArrayList<>();
    int searched = 0;
    try (S3 s3 = S3.start(temp.resolve("s3"));
        FileSystem bucket = s3.files()) {
      try (LocalCluster cluster = LocalCluster.start(temp.resolve("cluster"), "--workers", "2")) {
        List<String> options = new ArrayList<>(more);
        options.addAll(List.of("--conf", "spark.eventLog.enabled=true"));
        options.addAll(List.of("--conf", "spark.eventLog.dir=" + events.toUri()));
        // Any store's will do: what is searched for is what the setting holds.
        options.addAll(List.of("--conf", AZURE + S3.SECRET));
        Jobs jobs = new Jobs(cluster, temp, s3).with(options.toArray(String[]::new));
        try (SubmittedJob train = jobs.train(s3.uri("/run/checkpoints"), 160)) {
          train.succeed();
        }
        try (SubmittedJob generate =
            jobs.generate(s3.uri("/run/checkpoints"), s3.uri("/samples"), 2, "--steps", "2")) {
          generate.succeed();
        }
        // A failure's message and stack trace are written too.
        try (SubmittedJob fails = jobs.train("s3a://no-such-bucket/checkpoints", 160)) {
          assertThat(fails.exitStatus()).isNotZero();
        }
      }
      var objects = bucket.listFiles(new org.apache.hadoop.fs.Path(s3.uri("/")), true);
      while (objects.hasNext()) {
        org.apache.hadoop.fs.Path object = objects.next().getPath();
        try (InputStream in = bucket.open(object)) {
          look(object.toString(), in.readAllBytes(), found);
          searched++;
        }
      }
    }
    try (Stream<Path> files = Files.walk(temp)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (NOT_OURS.stream().noneMatch(file.toString()::endsWith)) {
          look(file.toString(), Files.readAllBytes(file), found);
          searched++;
        }
      }
    }
    assertThat(found).isEmpty();
    // Logs of the jobs and of the cluster, the event logs, and the objects were all among them.
    assertThat(searched).isGreaterThan(25);
    try (Stream<Path> logs = Files.list(events)) {
      assertThat(logs).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  private static void look(String name, byte[] content, List<String> found) throws IOException {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    if (text.contains(S3.SECRET) || text.contains(S3.KEY)) {
      found.add(name);
    }
  }
}
