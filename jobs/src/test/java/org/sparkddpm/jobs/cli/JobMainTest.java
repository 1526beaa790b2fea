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
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cluster.StoppedException;
import org.sparkddpm.jobs.options.Origin;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.options.UsageException;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.WriterClaim;
import org.sparkddpm.jobs.train.TrainOptions;

class JobMainTest {
  @TempDir Path folder;
  private Path resultFile;
  private final List<Settings> worked = new ArrayList<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void chooseFolder() throws IOException {
    resultFile = Files.createDirectory(folder.resolve("checkpoints")).resolve("_result.json");
  }

  @Test
  void workIsDoneAndItsResultWritten() throws Exception {
    run(
        settings -> {
          worked.add(settings);
          assertThat(settings.origin(TrainOptions.SEED)).isEqualTo(Origin.FLAG);
          return JobOutcome.stopped(Map.of("images", 12));
        },
        "--seed=4");

    assertThat(worked)
        .singleElement()
        .satisfies(s -> assertThat(s.get(TrainOptions.SEED)).isEqualTo(4));
    assertThat(result().get("status").asText()).isEqualTo("stopped");
    assertThat(result().get("figures").get("images").asInt()).isEqualTo(12);
    assertThat(result().get("options").get("seed"))
        .hasToString("{\"value\":4,\"origin\":\"flag\"}");
    assertThat(printed()).isEmpty();
  }

  /** As by Ctrl-C, which is no failure. */
  @Test
  void workThatIsAbandonedAsToldEndsAsStopped() throws Exception {
    run(
        settings -> {
          throw new StoppedException(new SparkException("Job 1 cancelled"));
        });

    assertThat(result().get("status").asText()).isEqualTo("stopped");
    assertThat(result().has("error")).isFalse();
  }

  @Test
  void anEarlierResultIsGoneWhileTheJobRuns() throws Exception {
    Files.writeString(resultFile, "of an earlier run");

    run(
        settings -> {
          assertThat(resultFile).doesNotExist();
          worked.add(settings);
          return JobOutcome.finished(Map.of());
        });

    assertThat(worked).hasSize(1);
    assertThat(result().get("status").asText()).isEqualTo("finished");
  }

  @Test
  void aFailureThatPeopleUnderstandEndsInItsMessageAndTheResult() throws IOException {
    for (Exception failure :
        List.of(
            new IOException("disk full; free some"),
            new IllegalArgumentException("--classes names 30; leave it out"),
            new IllegalStateException("no executor came; start some"))) {
      assertThatThrownBy(() -> failWith(failure))
          .isInstanceOf(JobFailedException.class)
          .hasToString(
              "train-job.jar failed: %s%n  -> the account of this run is in %s"
                  .formatted(failure.getMessage(), resultFile))
          .hasNoCause()
          .hasNoSuppressedExceptions()
          .satisfies(thrown -> assertThat(thrown.getStackTrace()).isEmpty());
      assertThat(result().get("status").asText()).isEqualTo("failed");
      assertThat(result().get("error").asText()).isEqualTo(failure.toString());
    }
  }

  @Test
  void whatOnlyCodeExplainsKeepsItsTrace() throws IOException {
    IllegalStateException foreign =
        thrownBy(
            "org.apache.spark.SparkContext",
            new IllegalStateException("SparkContext was shut down"));
    for (Throwable failure :
        List.of(foreign, new NullPointerException(), new OutOfMemoryError("off-heap"))) {
      assertThatThrownBy(() -> failWith(failure)).isSameAs(failure);
      assertThat(result().get("status").asText()).isEqualTo("failed");
      assertThat(result().get("error").asText()).isEqualTo(failure.toString());
    }
  }

  /** Texts of files and of other machines must not write lines of their own, or over others. */
  @Test
  void controlCharactersOfAFailureAreShownAndNotObeyed() {
    assertThatThrownBy(() -> failWith(new IOException("no \u001b[2J\rfile;\nfind it")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("no \\u001b[2J\\u000dfile;\nfind it");
  }

  /** Whose driver was refused has no say in what the other one came to. */
  @Test
  void theResultOfTheDriverThatHasThePlaceStays() throws Exception {
    Location place = Location.of(new Configuration(), resultFile.getParent().toString());
    WriterClaim first = WriterClaim.make(place, "other --checkpoints");
    assertThatThrownBy(
            () ->
                run(
                    settings -> {
                      Files.writeString(resultFile, "of the first");
                      WriterClaim.make(place, "other --checkpoints");
                      return JobOutcome.finished(Map.of());
                    }))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("is being written to by another driver")
        .hasMessageContaining("the result in " + resultFile + " is left to the other driver");
    assertThat(resultFile).hasContent("of the first");
    first.close();
  }

  @Test
  void whatATaskSaysForPeopleIsWhatTheySee() {
    IOException cause = new IOException("cannot write part-1: disk full; free some");
    assertThatThrownBy(
            () ->
                run(
                    settings -> {
                      throw new SparkException("Job aborted due to stage failure: ...", cause);
                    }))
        .isInstanceOf(JobFailedException.class)
        .hasToString(
            "train-job.jar failed: %s%n  -> the account of this run is in %s"
                .formatted(cause.getMessage(), resultFile));
  }

  @Test
  void aStoreThatFailsInATaskIsToldWithARemedy() {
    ConnectException refused = new ConnectException("Call to localhost:9000: Connection refused");
    thrownBy("org.apache.hadoop.net.NetUtils", refused);
    for (Exception failure :
        List.of(
            new SparkException("Job aborted due to stage failure: ...", refused),
            new SparkException("in a task", new UncheckedIOException(refused)),
            new UncheckedIOException(refused))) {
      assertThatThrownBy(() -> failWith(failure))
          .isInstanceOf(JobFailedException.class)
          .hasToString(
              "train-job.jar failed: %s; once that is mended, give the same command again: what is done stays%n  -> the account of this run is in %s"
                  .formatted(refused, resultFile));
    }
  }

  @Test
  void whatATaskRefusesIsWhatPeopleSee() {
    IllegalStateException ours = new IllegalStateException("x changed since it was counted");
    assertThatThrownBy(() -> failWith(new SparkException("Job aborted", ours)))
        .isInstanceOf(JobFailedException.class)
        .hasMessageStartingWith(
            "train-job.jar failed: x changed since it was counted" + System.lineSeparator());
    SparkException foreign =
        new SparkException(
            "Job aborted", thrownBy("scala.None$", new IllegalStateException("None.get")));
    assertThatThrownBy(() -> failWith(foreign)).isSameAs(foreign);
  }

  private static <T extends Throwable> T thrownBy(String type, T failure) {
    failure.setStackTrace(
        new StackTraceElement[] {new StackTraceElement(type, "method", "File", 1)});
    return failure;
  }

  private void failWith(Throwable failure) throws Exception {
    run(
        settings -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (Exception) failure;
        });
  }

  @Test
  void aFailureStaysTheFailureWhereItsResultCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    IOException failure = new IOException("lost");

    assertThatThrownBy(
            () ->
                run(
                    settings -> {
                      throw failure;
                    },
                    "--checkpoints=" + file + "/below/checkpoints"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContainingAll(
            "lost", "there is no account of this run: Cannot write the result to", "give --result");
  }

  @Test
  void helpAndVersionArePrintedAndNothingIsDone() throws Exception {
    run(this::refuseToWork, "--help");
    assertThat(printed()).isEqualTo(TrainOptions.COMMAND.help());
    printed.reset();
    run(this::refuseToWork, "--version");
    assertThat(printed()).isEqualTo(TrainOptions.COMMAND.version());
    assertThat(resultFile).doesNotExist();
  }

  @Test
  void usageFaultsEscapeWithoutStackTraceAndBeforeAnyWork() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> run(this::refuseToWork, "--images=0", "--steps=3"))
        .withMessageStartingWith("train-job.jar cannot start:\n  - ")
        .withMessageContaining("--images is 0")
        .withMessageContaining("'--steps'")
        .satisfies(
            thrown -> {
              assertThat(thrown.getStackTrace()).isEmpty();
              assertThat(thrown).hasToString(thrown.getMessage());
            });
    assertThat(resultFile).doesNotExist();
  }

  @Test
  void aDryRunChecksPrintsAndLeavesTheResultOfRealRunsAlone() throws Exception {
    Files.writeString(resultFile, "of a real run");
    JobBody body =
        new JobBody() {
          @Override
          public JobOutcome run(Settings settings) {
            throw new AssertionError("A dry run worked");
          }

          @Override
          public Map<String, Object> dryRun(Settings settings, Configuration hadoop) {
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
          TrainOptions.COMMAND,
          args,
          new PrintStream(printed, true, UTF_8),
          settings -> {
            worked.add(settings);
            return JobOutcome.finished(Map.of());
          });
    } finally {
      System.clearProperty("spark.ddpm.train.images");
    }

    assertThat(worked)
        .singleElement()
        .satisfies(s -> assertThat(s.get(TrainOptions.IMAGES)).isEqualTo(4321));
    assertThat(result().get("options").get("images"))
        .hasToString("{\"value\":4321,\"origin\":\"spark-conf\"}");
  }

  private JobOutcome refuseToWork(Settings settings) {
    throw new AssertionError("Worked with " + settings);
  }

  private void run(JobBody body, String... args) throws Exception {
    Map<String, String> conf =
        Map.of("spark.ddpm.train.checkpoints", folder.resolve("checkpoints").toString());
    PrintStream out = new PrintStream(printed, true, UTF_8);
    new JobMain(TrainOptions.COMMAND, body, out, Clock.systemUTC()).run(List.of(args), () -> conf);
  }

  private String printed() {
    return printed.toString(UTF_8);
  }

  private JsonNode result() throws IOException {
    return new ObjectMapper().readTree(resultFile.toFile());
  }
}
