package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.checkpoint.TrainingData;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.report.ParsedPage;
import org.sparkddpm.jobs.samples.GenerationFile;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.storage.Json;

class GenerationReportTest extends OnTinyModel {

  private JobOutcome generate(Path output, String... more) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("--checkpoint", checkpoint, "--output", output.toString()));
    all.addAll(List.of(more));
    return generate(all);
  }

  private static JobOutcome generate(List<String> arguments) throws IOException {
    Settings settings = Commands.parse(GenerateOptions.COMMAND, arguments.toArray(new String[0]));
    SamplePlan plan =
        SamplePlan.of(
            spark.sparkContext().hadoopConfiguration(),
            settings,
            RunEngine.cpu(),
            RealData.of(spark, settings));
    return GenerationReport.of(
        JavaSparkContext.fromSparkContext(spark.sparkContext()),
        plan,
        new GenerateRun(spark, plan, RunEngine.cpu()).run(UnaryOperator.identity()));
  }

  private static ParsedPage page(JobOutcome outcome) throws IOException {
    return ParsedPage.of(Path.of(outcome.figures().get("report").toString().replace("file:", "")));
  }

  @Test
  void theReportShowsTheSamplesAndHowTheyComeOutOfNoise() throws IOException {
    JobOutcome outcome = generate(temp.resolve("out"), "--per-class", "19", "--steps", "3");
    ParsedPage page = page(outcome);
    assertThat(page.text(".verdict h2")).isEqualTo("57 samples are complete and were read back");
    assertThat(page.document().select("#samples .group")).hasSize(3);
    assertThat(page.document().select("#samples .sample")).hasSize(57);
    JsonNode frames = page.json("#reverse-process-0-frames").path("frames");
    assertThat(frames.findValuesAsText("caption"))
        .containsExactly("after 1 of 3 steps", "after 2 of 3 steps", "after 3 of 3 steps");
    // Three classes, two of each.
    assertThat(page.picture("#reverse-process img").width())
        .isEqualTo(2 + 3 * (TinyModel.WIDTH + 2));
    assertThat(page.texts(".figure h3")).contains("Samples", "Pace", "Sampler", "Trained on");
    assertThat(page.rows("#origin table").stream().map(row -> row.get(0)))
        .contains("Checkpoint", "Network", "Diffusion", "Spark", "--per-class");
    RunFolder run = new RunFolder(new Configuration(), outcome.figures().get("folder").toString());
    assertThat(GenerationFile.read(run).orElseThrow().trainedOn()).isEmpty();
    assertThat(GenerationFile.read(run).orElseThrow().checkpoint())
        .startsWith("file:" + models)
        .contains("/step-");
  }

  @Test
  void whatTheModelWasTrainedOnIsKept() throws IOException {
    ObjectNode config = Json.object();
    config.put("label_dropout", 0.1);
    TrainingData.of("abc", new long[] {7, 8, 9}).put(config);
    String other = TinyModel.store(temp.resolve("model"), 1, 50, config);
    JobOutcome outcome =
        generate(
            List.of(
                "--checkpoint",
                other,
                "--output",
                temp.resolve("out").toString(),
                "--per-class",
                "1",
                "--steps",
                "2"));
    RunFolder run = new RunFolder(new Configuration(), outcome.figures().get("folder").toString());
    assertThat(GenerationFile.read(run).orElseThrow().trainedOn()).contains("abc");
  }

  /** The command of a sample, run as it stands there, gives the same pixels. */
  @Test
  void theCommandOfASampleMakesItAgain() throws IOException {
    for (List<String> run :
        List.of(
            List.of("--per-class", "19", "--steps", "3", "--batch-size", "4"),
            List.of("--per-class", "3", "--sampler", "ddpm", "--steps", "4", "--seed", "7"),
            List.of(
                "--per-class",
                "3",
                "--classes",
                "none",
                "--sampler",
                "ddim",
                "--eta",
                "0.5",
                "--weights",
                "raw"))) {
      Path output = temp.resolve("run" + run.hashCode());
      ParsedPage page = page(generate(output, run.toArray(new String[0])));
      String name = page.document().select("#samples .sample").last().attr("data-sample");
      String command =
          page.json("#samples-0-shared").path("command").asText().replace("{sample}", name);
      List<String> words = new ArrayList<>(Arrays.asList(command.split("[ \\\\\n]+", -1)));
      assertThat(words.subList(0, 2)).containsExactly("scripts/spark-submit", "generate-job");
      words.set(words.indexOf("runs/again"), temp.resolve("again" + run.hashCode()).toString());
      JobOutcome again = generate(words.subList(2, words.size()));
      assertThat(again.figures()).containsEntry("samples", 1L);
      assertThat(pixels(temp.resolve("again" + run.hashCode()), "true"))
          .as(command)
          .isEqualTo(
              pixels(
                  output,
                  name.startsWith("none")
                      ? "index = " + name.substring(5)
                      : "label = %s and index = %s"
                          .formatted(name.split(":", -1)[0], name.split(":", -1)[1])));
    }
  }

  private static List<String> pixels(Path output, String where) {
    List<String> found =
        spark
            .read()
            .parquet(output.toString())
            .where(where)
            .select("image.data")
            .collectAsList()
            .stream()
            .map(row -> HexFormat.of().formatHex((byte[]) row.get(0)))
            .toList();
    assertThat(found).hasSize(1);
    return found;
  }

  @Test
  void aFinishedRunKeepsItsReportAndOneWithoutGetsOne() throws IOException {
    Path output = temp.resolve("out");
    JobOutcome first = generate(output, "--per-class", "2", "--steps", "2");
    Path report = Path.of(first.figures().get("report").toString().replace("file:", ""));
    byte[] before = Files.readAllBytes(report);
    assertThat(generate(output, "--per-class", "2", "--steps", "2").figures())
        .containsEntry("made_now", 0L)
        .containsEntry("report", first.figures().get("report"));
    assertThat(report).hasBinaryContent(before);
    Files.delete(report);
    generate(output, "--per-class", "2", "--steps", "2");
    assertThat(ParsedPage.of(report).text(".verdict li"))
        .isEqualTo("All of them were there before this job ran.");
    assertThat(spark.read().parquet(output.toString()).count()).isEqualTo(6);
  }

  @Test
  void withoutParquetTheReportHasNoSamplesAndSaysTheRest() throws IOException {
    JobOutcome outcome =
        generate(temp.resolve("out"), "--per-class", "2", "--steps", "2", "--format", "png");
    ParsedPage page = page(outcome);
    assertThat(page.document().select("#samples")).isEmpty();
    assertThat(page.document().select("#reverse-process img")).hasSize(1);
  }

  @Test
  void whatAKilledDriverHadBegunOfItIsRemoved() throws IOException {
    String hidden = ".0a1b2c3d-0000-1111-2222-333344445555.tmp";
    Path report = Files.createDirectories(temp.resolve("out/run_id=one/_report"));
    for (String name : List.of(".report.html", ".generation.json", ".mine.txt")) {
      Files.writeString(report.resolve(name + hidden), "half");
    }
    generate(temp.resolve("out"), "--run-id", "one", "--per-class", "2", "--steps", "2");
    assertThat(report.toFile().list())
        .containsExactlyInAnyOrder("report.html", "generation.json", ".mine.txt" + hidden);
  }

  @Test
  void aReportThatCannotBeWrittenCostsNothing() throws IOException {
    Path run = Files.createDirectories(temp.resolve("out/run_id=one"));
    Settings settings =
        Commands.parse(
            GenerateOptions.COMMAND,
            "--checkpoint",
            checkpoint,
            "--output",
            temp.resolve("out").toString(),
            "--run-id",
            "one",
            "--per-class",
            "2",
            "--steps",
            "2");
    SamplePlan plan =
        SamplePlan.of(new Configuration(), settings, RunEngine.cpu(), Optional.empty());
    JobOutcome made = new GenerateRun(spark, plan, RunEngine.cpu()).run(UnaryOperator.identity());
    Files.createFile(run.resolve("_report"));
    Map<String, Object> figures =
        GenerationReport.of(JavaSparkContext.fromSparkContext(spark.sparkContext()), plan, made)
            .figures();
    assertThat(figures).doesNotContainKey("report").containsEntry("samples", 6L);
    assertThat(run.resolve("_SUCCESS")).exists();
  }
}
