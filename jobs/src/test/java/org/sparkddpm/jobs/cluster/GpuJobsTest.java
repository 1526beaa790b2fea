package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
import org.sparkddpm.jobs.cluster.fixtures.Children;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;
import org.sparkddpm.jobs.storage.Tensor;

/** Both jobs on an executor with a GPU that the real discovery script has found. */
@Tag("gpu")
class GpuJobsTest {

  /** Twenty-five rounds of 80. */
  private static final int IMAGES = 2000;

  /** Where samples to look at are left. */
  private static final Path SAMPLES =
      Path.of(System.getProperty("tests.gpu.samples", "target/gpu-samples")).toAbsolutePath();

  /** What the model is trained on whose samples are looked at. */
  private static final String DATA = System.getProperty("tests.gpu.data", "strokes");

  @TempDir static Path temp;

  private static LocalCluster cluster;
  private static Jobs jobs;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        LocalCluster.start(
            temp.resolve("cluster"),
            "--workers",
            "1",
            "--cores-per-worker",
            "2",
            "--memory-per-worker",
            "6g",
            "--gpus-per-worker",
            "1",
            "--gpu-discovery",
            Children.script("getGpusResources.sh"));
    jobs = new Jobs(cluster, temp);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @Test
  void aTrainingThatWasKilledEndsAsAnUndisturbedOne() throws Exception {
    try (SubmittedJob job = train("undisturbed")) {
      job.succeed();
    }
    assertThat(executorLogs()).contains("engine cuda in ");

    try (SubmittedJob job = train("executor")) {
      job.awaitLog("round 5/");
      assertThat(cluster.executors(1)).isNotEmpty().allMatch(ProcessHandle::destroyForcibly);
      job.succeed();
      assertThat(job.log()).containsIgnoringCase("lost executor");
    }
    assertThat(end("executor")).isEqualTo(end("undisturbed"));

    try (SubmittedJob job = train("driver")) {
      job.awaitLog("round 8/");
      job.kill();
    }
    try (SubmittedJob job = train("driver")) {
      job.succeed();
      assertThat(job.log()).contains("continuing from");
    }
    assertThat(end("driver")).isEqualTo(end("undisturbed"));
  }

  @Test
  void samplesOfAModelOfHalfAMinuteAreLeftToBeLookedAt() throws Exception {
    try (SubmittedJob job =
        jobs.train(
            checkpoints("model"),
            2_000_000,
            "--workers",
            "1",
            "--preset",
            "small",
            "--data",
            DATA,
            "--batch-size",
            "256",
            "--averaging-interval",
            "1000",
            "--warmup-images",
            "25000",
            "--checkpoint-interval",
            "1000000",
            "--max-minutes",
            "0.5")) {
      job.succeed();
      assertThat(job.log()).doesNotContain("NaN");
    }
    Files.createDirectories(SAMPLES);
    Files.copy(
        temp.resolve("model/checkpoints/history.csv"),
        SAMPLES.resolve("history.csv"),
        StandardCopyOption.REPLACE_EXISTING);
    Path output = temp.resolve("samples");
    try (SubmittedJob job =
        jobs.generate(
            checkpoints("model"), output.toUri().toString(), 8, "--format", "parquet,png")) {
      job.succeed();
    }
    Matcher sheet =
        Pattern.compile("\"contact_sheet\" : \"(?:file:)?([^\"]*)\"")
            .matcher(Children.text(output.resolve("_result.json")));
    assertThat(sheet.find()).isTrue();
    Files.copy(
        Path.of(sheet.group(1)),
        SAMPLES.resolve("contact-sheet.png"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aBatchThatDoesNotFitIsRefusedWithOneThatDoes() throws Exception {
    try (SubmittedJob job =
        jobs.train(
            checkpoints("large"),
            1_000_000,
            "--workers",
            "1",
            "--preset",
            "article",
            "--batch-size",
            "8192")) {
      assertThat(job.exitStatus()).isNotZero();
      assertThat(job.log())
          .contains("--batch-size 8192 needs about")
          .containsPattern("give --batch-size [1-9][0-9]* or less");
    }
  }

  private static SubmittedJob train(String run) throws IOException {
    return jobs.train(checkpoints(run), IMAGES, "--workers", "1");
  }

  private static String checkpoints(String run) {
    return temp.resolve(run).resolve("checkpoints").toUri().toString();
  }

  private static Map<String, List<Tensor>> end(String run) throws IOException {
    StoredCheckpoint last = Jobs.newest(new Configuration(), checkpoints(run));
    assertThat(last.imagesSeen()).isEqualTo(IMAGES);
    return last.checkpoint().tensors();
  }

  private static String executorLogs() throws IOException {
    try (Stream<Path> files = cluster.files().stream()) {
      return String.join(
          "\n",
          files
              .filter(file -> file.getFileName().toString().equals("stderr"))
              .map(Children::text)
              .toList());
    }
  }
}
