package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.jobs.cluster.fixtures.Children;
import org.sparkddpm.jobs.cluster.fixtures.Hdfs;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.S3;
import org.sparkddpm.jobs.cluster.fixtures.StoppedProcess;
import org.sparkddpm.jobs.cluster.fixtures.Store;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Location;

/**
 * The figures of the same samples are the same, to the last digit, whatever happens to the
 * evaluation, however it is spread, and wherever its files lie.
 */
@Tag("cluster")
@Tag("long")
class EvaluateFiguresTest {

  /** Several of the blocks that images are judged in, of samples and of training images. */
  private static final int PER_CLASS = 300;

  private static final int DIGITS = 6_000;

  private static final String PHASE =
      "(judge samples|judge training images|density and coverage|nearest images|exact copies)";

  /** Else a late executor may get nothing to do. */
  private static final String[] ALL_EXECUTORS = {
    "--conf", "spark.cores.max=2",
    "--conf", "spark.scheduler.minRegisteredResourcesRatio=1",
    "--conf", "spark.scheduler.maxRegisteredResourcesWaitingTime=4min"
  };

  @TempDir static Path temp;

  private static LocalCluster cluster;
  private static Jobs jobs;
  private static JsonNode undisturbed;

  @BeforeAll
  static void evaluateUndisturbed() throws Exception {
    cluster = LocalCluster.start(temp.resolve("cluster"), "--workers", "2");
    jobs = new Jobs(cluster, temp).with(ALL_EXECUTORS);
    try (FileSystem files = FileSystem.newInstance(new Configuration())) {
      Jobs.writeData(files, local("digits"), DIGITS);
    }
    try (SubmittedJob train = jobs.train(local("model"), 1_280, "--data", local("digits"))) {
      train.succeed();
    }
    try (SubmittedJob generate =
        jobs.generate(local("model"), local("samples"), PER_CLASS, "--steps", "2")) {
      generate.succeed();
    }
    try (SubmittedJob evaluate = evaluate("undisturbed")) {
      evaluate.succeed();
    }
    undisturbed = figures("undisturbed");
    assertThat(undisturbed.at("/agreement/samples/of").asInt()).isEqualTo(10 * PER_CLASS);
    assertThat(undisturbed.at("/compared/images").asInt()).isGreaterThan(500);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "5"})
  void anyNumberOfPartitions(String partitions) throws Exception {
    String output = "partitions-" + partitions;
    try (SubmittedJob evaluate = evaluate(output, "judge", "--partitions", partitions)) {
      evaluate.succeed();
    }
    assertThat(figures(output)).isEqualTo(undisturbed);
  }

  /** It is stopped first, so that it does nothing more of what it was given. */
  @Test
  void anExecutorIsKilled() throws Exception {
    try (SubmittedJob evaluate = evaluate("executor")) {
      evaluate.awaitLog("judge samples begins");
      ProcessHandle executor = cluster.executors(1).get(0);
      try (StoppedProcess stopped = StoppedProcess.forGood(executor)) {
        assertThat(stopped.stops()).isOne();
        evaluate.awaitLog(PHASE + " [0-9.]+ %");
        executor.destroyForcibly();
        evaluate.succeed();
      }
      assertThat(evaluate.log()).contains("Lost executor");
    }
    assertThat(figures("executor")).isEqualTo(undisturbed);
  }

  @Test
  void theDriverIsKilledWhileItJudges() throws Exception {
    try (SubmittedJob evaluate = evaluate("driver")) {
      evaluate.awaitLog("judge samples begins");
      evaluate.kill();
    }
    assertThat(temp.resolve("driver/evaluation.json")).doesNotExist();
    try (SubmittedJob evaluate = evaluate("driver")) {
      evaluate.succeed();
    }
    assertThat(figures("driver")).isEqualTo(undisturbed);
  }

  /** The judge that is then trained anew has the same weights, whose sha256 is a figure. */
  @Test
  void theDriverIsKilledWhileTheJudgeLearns() throws Exception {
    int before = executorsLines("train judge ");
    try (SubmittedJob evaluate = evaluate("learning", "another-judge")) {
      await("the judge learns")
          .atMost(Duration.ofMinutes(4))
          .until(() -> executorsLines("train judge ") > before);
      evaluate.kill();
    }
    assertThat(temp.resolve("another-judge/judge.json")).doesNotExist();
    try (SubmittedJob evaluate = evaluate("learning", "another-judge")) {
      evaluate.succeed();
    }
    assertThat(figures("learning")).isEqualTo(undisturbed);
  }

  @Test
  void onHdfs() throws Exception {
    try (Hdfs hdfs = Hdfs.start(temp.resolve("hdfs"), 1)) {
      assertThat(figuresOn(hdfs)).isEqualTo(undisturbed);
    }
  }

  @Test
  void onS3() throws Exception {
    try (S3 s3 = S3.start(temp.resolve("s3"))) {
      assertThat(figuresOn(s3)).isEqualTo(undisturbed);
    }
  }

  /** What a copy of data, judge and samples gives there. */
  private static JsonNode figuresOn(Store store) throws Exception {
    Configuration conf = store.configuration();
    try (FileSystem here = FileSystem.newInstance(new Configuration());
        FileSystem there = store.files()) {
      for (String name : List.of("digits", "judge", "samples")) {
        org.apache.hadoop.fs.Path copy = new org.apache.hadoop.fs.Path(store.uri("/" + name));
        assertThat(
                FileUtil.copy(
                    here, new org.apache.hadoop.fs.Path(local(name)), there, copy, false, conf))
            .isTrue();
      }
      try (SubmittedJob evaluate =
          new Jobs(cluster, temp, store)
              .evaluate(store.uri("/digits"), store.uri("/judge"), store.uri("/samples"))) {
        evaluate.succeed();
        assertThat(evaluate.log()).contains("the judge is in " + store.uri("/judge") + " already");
      }
      String output = store.uri("/samples/_evaluation/");
      assertThat(there.exists(new org.apache.hadoop.fs.Path(output, "report.html"))).isTrue();
      return figures(new Location(there, new org.apache.hadoop.fs.Path(output)));
    }
  }

  private static String local(String name) {
    return temp.resolve(name).toUri().toString();
  }

  private static SubmittedJob evaluate(String output) throws IOException {
    return evaluate(output, "judge");
  }

  private static SubmittedJob evaluate(String output, String judge, String... more)
      throws IOException {
    List<String> options = new ArrayList<>(List.of("--output", local(output)));
    options.addAll(List.of(more));
    return jobs.evaluate(
        local("digits"), local(judge), local("samples"), options.toArray(String[]::new));
  }

  private static JsonNode figures(String output) throws IOException {
    return figures(Location.of(new Configuration(), local(output)));
  }

  /** All that an evaluation says, but for the places that it names. */
  private static JsonNode figures(Location output) throws IOException {
    byte[] json =
        output.at(new org.apache.hadoop.fs.Path(output.path(), "evaluation.json")).read(1 << 20);
    ObjectNode figures = (ObjectNode) Json.parse(json);
    for (String place : List.of("samples", "judge")) {
      assertThat(((ObjectNode) figures.get(place)).remove("folder").isTextual()).isTrue();
    }
    String data = figures.remove("data").asText();
    return figures.put("data", data.substring(data.indexOf(": ")));
  }

  private static int executorsLines(String text) throws IOException {
    return (int)
        cluster.files().stream()
            .filter(file -> file.endsWith("stderr"))
            .flatMap(file -> Children.text(file).lines())
            .filter(line -> line.contains(text))
            .count();
  }
}
