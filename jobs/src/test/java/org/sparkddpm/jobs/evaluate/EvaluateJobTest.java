package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.formats.IdxWriter;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.jobs.cli.JobFailedException;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.report.ParsedPage;
import org.sparkddpm.jobs.samples.GenerationFile;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.storage.CapturedLog;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/** The job as users run it, in one process, on data of their own without test images. */
class EvaluateJobTest {

  private static final Map<String, String> PROPERTIES =
      Map.of("spark.master", "local[2]", "spark.ui.enabled", "false");
  private static final LabelledImages FRESH = Strokes.draw(100_000, 600);

  @TempDir static Path shared;
  @TempDir Path temp;
  private Path samples;

  @BeforeAll
  static void writeData() throws IOException {
    LabelledImages digits = Strokes.draw(0, 3_000);
    try (IdxWriter writer =
        new IdxWriter(
            Files.newOutputStream(shared.resolve("my-images-idx3-ubyte.gz")),
            Files.newOutputStream(shared.resolve("my-labels-idx1-ubyte.gz")),
            digits.size(),
            digits.shape())) {
      // In their own order every tenth is a nine.
      for (int i : RandomStream.of(1, Purpose.DRAWING).permutation(digits.size())) {
        writer.add(digits.image(i), digits.label(i));
      }
    }
  }

  @BeforeEach
  void local() throws IOException {
    PROPERTIES.forEach(System::setProperty);
    samples = temp.resolve("samples");
    SampleRun.write(
        samples, "good", FRESH.shape(), 10, 60, (label, index) -> FRESH.image(10 * index + label));
  }

  @AfterEach
  void clear() {
    PROPERTIES.keySet().forEach(System::clearProperty);
  }

  @Test
  void trainsAJudgeThenJudgesThenStopsAtAGate() throws Exception {
    run("--train-judge");
    JsonNode judge = json("judge/judge.json");
    assertThat(judge.path("network").path("classes").asInt()).isEqualTo(10);
    assertThat(judge.path("data").path("sha256").asText()).hasSize(64);
    assertThat(json("judge/_result.json").path("status").asText()).isEqualTo("finished");
    byte[] weights = Files.readAllBytes(temp.resolve("judge/judge.safetensors"));
    run("--train-judge");
    assertThat(temp.resolve("judge/judge.safetensors")).hasBinaryContent(weights);
    assertThatThrownBy(() -> run("--train-judge", "--seed", "2"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContainingAll(
            "holds a judge of another training: --seed 1, not 2;", "leave out --train-judge");

    run(
        "--samples",
        samples.toString(),
        "--min-agreement",
        "0.5",
        "--max-frechet-ratio",
        "50",
        "--cas-seeds",
        "1",
        "--cas-images",
        "500",
        "--min-cas",
        "0.2");
    JsonNode evaluation = json("samples/_evaluation/evaluation.json");
    assertThat(evaluation.path("agreement").path("samples").path("of").asInt()).isEqualTo(600);
    assertThat(evaluation.path("agreement").path("classes")).hasSize(10);
    assertThat(evaluation.path("agreement").path("least_sure")).hasSize(20);
    assertThat(evaluation.path("compared").path("images").asInt()).isBetween(190, 200);
    assertThat(evaluation.path("data").asText())
        .contains("2,700 training and (a tenth of each class, held out) 300 test images");
    assertThat(evaluation.path("coverage").path("samples").asDouble()).isGreaterThan(0.7);
    JsonNode score = evaluation.path("classification_accuracy_score");
    assertThat(score.path("images").asInt()).isEqualTo(500);
    assertThat(score.path("samples").path("accuracies")).hasSize(1);
    assertThat(score.path("real").path("mean").asDouble()).isBetween(0.3, 1.0);
    assertThat(evaluation.path("gates"))
        .hasSize(3)
        .allMatch(gate -> gate.path("passed").asBoolean());
    ParsedPage page = ParsedPage.of(temp.resolve("samples/_evaluation/report.html"));
    assertThat(page.text(".verdict.passed h2")).isEqualTo("Good enough: all 3 gates passed");
    assertThat(page.texts(".figure h3")).contains("As training data passed");
    assertThat(json("samples/_evaluation/_result.json").at("/figures/report").asText())
        .endsWith("samples/_evaluation/report.html");
    assertThat(temp.resolve("samples/_evaluation/MODEL_CARD.md"))
        .content()
        .contains("# Model card: step-1", "| Classification accuracy score |");

    String otherImages = "0".repeat(32);
    GenerationFile.of("file:/models/one", 1, Optional.of(otherImages), Map.of())
        .write(new RunFolder(new Configuration(), samples.resolve("run_id=good").toString()));
    try (CapturedLog log = new CapturedLog(EvaluateRun.class)) {
      assertThatThrownBy(() -> run("--samples", samples.toString(), "--max-frechet-ratio", "0.01"))
          .isInstanceOf(JobFailedException.class)
          .hasMessageContainingAll(
              "the samples are not good enough: Frechet ratio is",
              "but --max-frechet-ratio asks for at most 0.01",
              "evaluation.json");
      assertThat(log.lines())
          .anyMatch(line -> line.contains("on other images") && line.contains(otherImages));
    }
    evaluation = json("samples/_evaluation/evaluation.json");
    assertThat(evaluation.path("gates").path(0).path("passed").asBoolean()).isFalse();
    JsonNode failed = json("samples/_evaluation/_result.json");
    assertThat(failed.path("status").asText()).isEqualTo("failed");
    assertThat(failed.at("/figures/report").asText()).endsWith("samples/_evaluation/report.html");
    assertThat(failed.at("/figures/agreement").isNumber()).isTrue();
    assertThat(
            ParsedPage.of(temp.resolve("samples/_evaluation/report.html"))
                .text(".verdict.failed h2"))
        .isEqualTo("Not good enough: the gate failed");

    Path hidden =
        Files.writeString(
            samples.resolve("_evaluation/.report.html." + UUID.randomUUID() + ".tmp"), "begun");
    Path own = Files.writeString(samples.resolve("_evaluation/notes.txt"), "mine");
    assertThatThrownBy(() -> run("--samples", samples.toString(), "--min-judge-accuracy", "1"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("--min-judge-accuracy");
    assertThat(hidden).doesNotExist();
    assertThat(own).hasContent("mine");
    for (String earlier : List.of("evaluation.json", "report.html", "MODEL_CARD.md")) {
      assertThat(samples.resolve("_evaluation").resolve(earlier)).doesNotExist();
    }
  }

  @Test
  void aMissingJudgeEndsInOneMessage() {
    assertThatThrownBy(() -> run("--samples", samples.toString()))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContainingAll("there is no judge in", "give --train-judge");
    assertThat(samples.resolve("_evaluation/evaluation.json")).doesNotExist();
  }

  @Test
  void aDryRunSaysWhatThereIs() throws IOException {
    assertThatThrownBy(() -> dryRun("--samples", samples.toString()))
        .hasMessageContaining("there is no judge in");
    assertThat(dryRun("--samples", samples.toString(), "--train-judge"))
        .containsEntry("samples", 600L)
        .containsEntry("judge", "to be trained")
        .containsEntry("output", samples + "/_evaluation");
    assertThat(temp.resolve("judge")).doesNotExist();
  }

  private void run(String... args) throws Exception {
    EvaluateJob.main(arguments(args));
  }

  private Map<String, Object> dryRun(String... args) throws IOException {
    return new EvaluateJob()
        .dryRun(Commands.parse(EvaluateOptions.COMMAND, arguments(args)), new Configuration());
  }

  private String[] arguments(String... args) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--data",
                shared.toString(),
                "--judge",
                temp.resolve("judge").toString(),
                "--judge-images",
                "6000",
                "--compare",
                "200"));
    all.addAll(List.of(args));
    return all.toArray(new String[0]);
  }

  private JsonNode json(String name) throws IOException {
    return Json.parse(Files.readAllBytes(temp.resolve(name)));
  }
}
