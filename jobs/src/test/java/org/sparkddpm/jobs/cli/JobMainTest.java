package org.sparkddpm.jobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobMainTest {
  @TempDir Path folder;
  private Path resultFile;
  private final List<TrainSettings> worked = new ArrayList<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void chooseFolder() throws IOException {
    resultFile = Files.createDirectory(folder.resolve("checkpoints")).resolve("_result.json");
  }

  @Test
  void workIsDoneAndItsResultWritten() throws Exception {
    run(
        (settings, options) -> {
          worked.add(settings);
          assertThat(options.option("seed").value()).isEqualTo("4");
          return JobOutcome.stopped(Map.of("images", 12));
        },
        "--seed=4");

    assertThat(worked).singleElement().satisfies(s -> assertThat(s.seed()).isEqualTo(4));
    assertThat(result().get("status").asText()).isEqualTo("stopped");
    assertThat(result().get("figures").get("images").asInt()).isEqualTo(12);
    assertThat(result().get("options").get("seed"))
        .hasToString("{\"value\":4,\"origin\":\"flag\"}");
    assertThat(printed()).isEmpty();
  }

  @Test
  void anEarlierResultIsGoneWhileTheJobRuns() throws Exception {
    Files.writeString(resultFile, "of an earlier run");

    run(
        (settings, options) -> {
          assertThat(resultFile).doesNotExist();
          worked.add(settings);
          return JobOutcome.finished(Map.of());
        });

    assertThat(worked).hasSize(1);
    assertThat(result().get("status").asText()).isEqualTo("finished");
  }

  @Test
  void aFailureIsWrittenAndThrown() throws IOException {
    for (Throwable failure :
        List.of(new IOException("disk full"), new OutOfMemoryError("off-heap"))) {
      assertThatThrownBy(
              () ->
                  run(
                      (settings, options) -> {
                        if (failure instanceof Error error) {
                          throw error;
                        }
                        throw (Exception) failure;
                      }))
          .isSameAs(failure);
      assertThat(result().get("status").asText()).isEqualTo("failed");
      assertThat(result().get("error").asText()).isEqualTo(failure.toString());
    }
  }

  @Test
  void aFailureStaysTheFailureWhereItsResultCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    IOException failure = new IOException("lost");

    assertThatThrownBy(
            () ->
                run(
                    (settings, options) -> {
                      throw failure;
                    },
                    "--checkpoints=" + file + "/below/checkpoints"))
        .isInstanceOf(IOException.class)
        .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
  }

  @Test
  void helpAndVersionArePrintedAndNothingIsDone() throws Exception {
    run(this::refuseToWork, "--help");
    assertThat(printed()).isEqualTo(TrainOptions.command().help());
    printed.reset();
    run(this::refuseToWork, "--version");
    assertThat(printed()).isEqualTo(TrainOptions.command().version());
    assertThat(resultFile).doesNotExist();
  }

  @Test
  void usageFaultsEscapeWithoutStackTraceAndBeforeAnyWork() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> run(this::refuseToWork, "--images=0", "--steps=3"))
        .withMessageStartingWith("train-job.jar cannot start:\n  - ")
        .withMessageContaining("--images is 0")
        .withMessageContaining("'--steps'")
        .satisfies(thrown -> assertThat(thrown.getStackTrace()).isEmpty());
    assertThat(resultFile).doesNotExist();
  }

  @Test
  void aDryRunRehearsesPrintsAndLeavesTheResultOfRealRunsAlone() throws Exception {
    Files.writeString(resultFile, "of a real run");
    JobBody<TrainSettings> body =
        new JobBody<>() {
          @Override
          public JobOutcome run(TrainSettings settings, ResolvedOptions options) {
            throw new AssertionError("A dry run worked");
          }

          @Override
          public Map<String, Object> rehearse(
              TrainSettings settings, ResolvedOptions options, Configuration hadoop) {
            return Map.of("readable", true);
          }
        };

    run(body, "--dry-run");
    JsonNode json = new ObjectMapper().readTree(printed());
    assertThat(json.get("status").asText()).isEqualTo("dry-run");
    assertThat(json.get("figures").get("readable").asBoolean()).isTrue();
    assertThat(resultFile).hasContent("of a real run");

    run(body, "--dry-run", "--result", folder.resolve("dry.json").toString());
    assertThat(folder.resolve("dry.json")).exists();
  }

  @Test
  void sparkPropertiesAreThoseThatSparkSubmitSets() throws Exception {
    System.setProperty("spark.ddpm.train.images", "4321");
    try {
      String[] args = {"--result", resultFile.toString()};
      JobMain.run(
          TrainOptions.command(),
          args,
          new PrintStream(printed, true, UTF_8),
          (settings, options) -> {
            worked.add(settings);
            return JobOutcome.finished(Map.of());
          });
    } finally {
      System.clearProperty("spark.ddpm.train.images");
    }

    assertThat(worked).singleElement().satisfies(s -> assertThat(s.images()).isEqualTo(4321));
    assertThat(result().get("options").get("images"))
        .hasToString("{\"value\":4321,\"origin\":\"spark-conf\"}");
  }

  private JobOutcome refuseToWork(TrainSettings settings, ResolvedOptions options) {
    throw new AssertionError("Worked with " + settings + options.toTable());
  }

  private void run(JobBody<TrainSettings> body, String... args) throws Exception {
    Map<String, String> conf =
        Map.of("spark.ddpm.train.checkpoints", folder.resolve("checkpoints").toString());
    PrintStream out = new PrintStream(printed, true, UTF_8);
    new JobMain<>(TrainOptions.command(), body, out, Clock.systemUTC())
        .run(List.of(args), () -> conf);
  }

  private String printed() {
    return printed.toString(UTF_8);
  }

  private JsonNode result() throws IOException {
    return new ObjectMapper().readTree(resultFile.toFile());
  }
}
