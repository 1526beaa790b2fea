package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.train.TrainOptions;

class GenerateOptionsTest {
  @Test
  void generationWithoutOptionsTakesTheNewestCheckpointOfTheDefaultRun() {
    Settings settings = Commands.parse(GenerateOptions.COMMAND);

    assertThat(settings.get(GenerateOptions.CHECKPOINT))
        .isEqualTo(Commands.parse(TrainOptions.COMMAND).get(TrainOptions.CHECKPOINTS));
    assertThat(settings.get(GenerateOptions.WEIGHTS)).isEqualTo(Weights.EMA);
    assertThat(settings.get(GenerateOptions.PER_CLASS)).isEqualTo(10);
    assertThat(settings.get(GenerateOptions.CLASSES)).isEqualTo(ClassSelection.ALL);
    assertThat(settings.get(GenerateOptions.FORMAT)).containsExactly(OutputFormat.PARQUET);
    assertThat(settings.get(GenerateOptions.GIF)).isEmpty();
    assertThat(settings.get(GenerateOptions.CLIP)).isTrue();
    assertThat(settings.get(GenerateOptions.RUN_ID)).isEmpty();
    assertThat(GenerateOptions.STANDARD.resultFile(settings))
        .isEqualTo("runs/default/samples/_result.json");
  }

  @Test
  void switchesMayStandBareOrWithAValue() {
    assertThat(
            Commands.parse(TrainOptions.COMMAND, "--dry-run").get(TrainOptions.STANDARD.dryRun()))
        .isTrue();
    assertThat(
            Commands.parse(TrainOptions.COMMAND, "--dry-run", "--images", "2000")
                .get(TrainOptions.IMAGES))
        .isEqualTo(2000);
    assertThat(Commands.parse(GenerateOptions.COMMAND, "--clip=false").get(GenerateOptions.CLIP))
        .isFalse();
    assertThat(
            Commands.parse(GenerateOptions.COMMAND, "--clip", "false", "--steps", "3")
                .get(GenerateOptions.CLIP))
        .isFalse();
  }

  @Test
  void listsMayBeRepeatedOrJoinedAndEmptied() {
    Settings settings =
        Commands.parse(
            GenerateOptions.COMMAND,
            "--gif",
            "3",
            "--gif",
            "5,3",
            "--format",
            "png,idx",
            "--format=parquet");

    assertThat(settings.get(GenerateOptions.GIF)).containsExactly(3, 5);
    assertThat(settings.get(GenerateOptions.FORMAT))
        .containsExactly(OutputFormat.PNG, OutputFormat.IDX, OutputFormat.PARQUET);
    assertThat(
            Commands.parse(
                    GenerateOptions.COMMAND,
                    Map.of("spark.ddpm.generate.gif", "4"),
                    "--gif",
                    "none")
                .get(GenerateOptions.GIF))
        .isEmpty();
  }

  @Test
  void theResultLiesWhereTheWorkLiesUnlessToldOtherwise() {
    assertThat(trainingResult("--checkpoints=s3a://models/digits/ckpt"))
        .isEqualTo("s3a://models/digits/ckpt/_result.json");
    assertThat(trainingResult("--checkpoints=s3a://models")).isEqualTo("s3a://models/_result.json");
    assertThat(trainingResult("--checkpoints=ckpt")).isEqualTo("ckpt/_result.json");
    assertThat(trainingResult("--result=/tmp/x.json")).isEqualTo("/tmp/x.json");
    assertThat(
            GenerateOptions.STANDARD.resultFile(
                Commands.parse(GenerateOptions.COMMAND, "--output=hdfs://nn:8020/out/")))
        .isEqualTo("hdfs://nn:8020/out/_result.json");
  }

  private static String trainingResult(String argument) {
    return TrainOptions.STANDARD.resultFile(Commands.parse(TrainOptions.COMMAND, argument));
  }

  @Test
  void classesAreLabelsAndRanges() {
    assertThat(ClassSelection.parse("all").of(3)).containsExactly(0, 1, 2);
    assertThat(ClassSelection.parse("0-9").of(10)).hasSize(10).startsWith(0).endsWith(9);
    assertThat(ClassSelection.parse(" 7 , 1,5-6, 5 - 5,1").labels()).containsExactly(1, 5, 6, 7);
    assertThat(new ClassSelection(List.of(4, 2, 4)).labels()).containsExactly(2, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassSelection.parse("3,12").of(10))
        .withMessageContaining("label 12")
        .withMessageContaining("0-9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClassSelection(List.of(-1)))
        .withMessageContaining("-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "checkpoint | ' ' | give a path or a URI",
        "output | ' ' | give a path or a URI",
        "data | ' ' | give a path or a URI",
        "weights | 'emma' | did you mean 'ema'? Give one of ema, raw",
        "weights | 'average' | Give one of ema, raw",
        "per-class | 0 | give at least 1",
        "classes | '7-3' | backwards",
        "classes | '1,,2' | give all, or labels and ranges",
        "classes | '-1' | give all, or labels and ranges",
        "classes | 'some' | give all, or labels and ranges",
        "sampler | 'dim' | did you mean 'ddim'?",
        "steps | 0 | give at least 1",
        "eta | 1.1 | give 0 (deterministic) to 1",
        "guidance | -0.1 | give a finite number from 0 on",
        "guidance | 1e39 | give a finite number from 0 on",
        "guidance | 'Infinity' | give a number",
        "clip | 'yes' | give true or false",
        "batch-size | 0 | give at least 1",
        "partitions | -1 | 0 for one per file",
        "samples-per-file | -1 | 0 for automatic",
        "run-id | 'a/b' | letters, digits",
        "run-id | '../up' | letters, digits",
        "format | 'none' | give at least one of parquet, idx, png",
        "format | 'parquet,jpg' | Give one of parquet, idx, png",
        "format | 'idx,pgn' | 'pgn' does not fit: did you mean 'png'?",
        "gif | '3,x' | 'x' does not fit: give labels from 0",
        "gif | '-3' | give labels from 0 to 65535",
        "classes | '3-65536' | give labels from 0 to 65535",
        "forward-figure | '2' | give true or false",
      })
  void aBadGenerationValueIsRefusedWithItsRemedy(String option, String value, String remedy) {
    Commands.requireRefusal(GenerateOptions.COMMAND, option, value, remedy);
  }

  @Test
  void etaIsRefusedWhereTheSamplerDoesNotReadIt() {
    assertThat(Commands.refused(GenerateOptions.COMMAND, "--sampler=ddpm", "--eta=0.5"))
        .singleElement()
        .asString()
        .contains("--eta 0.5 means nothing to --sampler ddpm", "leave it out");
  }
}
