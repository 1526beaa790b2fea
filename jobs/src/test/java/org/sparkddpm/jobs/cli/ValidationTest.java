package org.sparkddpm.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "data | ' ' | give a path or a URI",
        "checkpoints | '' | give a path or a URI",
        "checkpoints | 'hdfs://' | no place follows the scheme",
        "result | ' ' | give a path or a URI",
        "preset | 'smal' | did you mean 'small'?",
        "preset | 'enormous' | tiny, small, article",
        "images | 0 | give at least 1",
        "images | '1e30' | at most 18 digits",
        "images | '1.5' | at most 18 digits",
        "images | 'many' | give a whole number",
        "images | '1e999999999' | fewer digits",
        "batch-size | 0 | give at least 1",
        "batch-size | '3000000000' | at most 2147483647",
        "averaging-interval | 0 | give at least 1",
        "workers | -1 | 0 for one per slot",
        "learning-rate | 0.0 | give more than 0",
        "learning-rate | 1.5 | at most 1",
        "learning-rate | 'NaN' | give a number",
        "learning-rate | '1e309' | not beyond 1e308",
        "final-learning-rate | -1.0E-4 | give 0 or more",
        "warmup-images | -1 | give 0 (none) or more",
        "gradient-clip | -0.5 | give 0 (off) or more",
        "ema-half-life | -1.0 | give 0 (off) or more",
        "label-dropout | 1.0 | from 0 to below 1",
        "label-dropout | -0.1 | from 0 to below 1",
        "schedule | 'cosin' | did you mean 'cosine'?",
        "timesteps | 1 | give 2 to 100000",
        "conditioning | 'none' | Give one of maps, embedding, both",
        "checkpoint-interval | 0 | give at least 1",
        "keep-checkpoints | 0 | give at least 1",
        "validation-images | -1 | give 0 (none) or more",
        "max-minutes | -1.0 | give 0 (no bound)",
        "resource-timeout | 0 | give at least 1 second",
        "task-timeout | -1 | 0 to let the job choose",
        "seed | 'x' | give a whole number",
        "dry-run | 'perhaps' | give true or false",
      })
  void aBadTrainingValueIsRefusedWithItsRemedy(String option, String value, String remedy) {
    check(TrainOptions.command(), option, value, remedy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "checkpoint | ' ' | give a path or a URI",
        "output | ' ' | give a path or a URI",
        "data | ' ' | give a path or a URI",
        "weights | 'emma' | did you mean 'ema'? Give ema, raw",
        "weights | 'average' | Give ema, raw",
        "per-class | 0 | give at least 1",
        "classes | '7-3' | backwards",
        "classes | '1,,2' | give all, or labels and ranges",
        "classes | '-1' | give all, or labels and ranges",
        "classes | 'some' | give all, or labels and ranges",
        "sampler | 'dim' | did you mean 'ddim'?",
        "steps | 0 | give at least 1",
        "eta | 1.1 | give 0 (deterministic) to 1",
        "guidance | -0.1 | give a finite number from 0 on",
        "guidance | 'Infinity' | give a number",
        "clip | 'yes' | give true or false",
        "batch-size | 0 | give at least 1",
        "partitions | -1 | 0 for one per file",
        "samples-per-file | -1 | 0 for automatic",
        "run-id | 'a/b' | letters, digits",
        "run-id | '../up' | letters, digits",
        "format | 'none' | give at least one of parquet, idx, png",
        "format | 'parquet,jpg' | Give parquet, idx, png",
        "format | 'idx,pgn' | did you mean 'png'?",
        "gif | '3,x' | give a whole number",
        "gif | '-3' | give labels from 0",
        "forward-figure | '2' | give true or false",
      })
  void aBadGenerationValueIsRefusedWithItsRemedy(String option, String value, String remedy) {
    check(GenerateOptions.command(), option, value, remedy);
  }

  private static void check(JobCommand<?> command, String option, String shown, String remedy) {
    String value = shown.replaceAll("^'|'$", "");
    assertThat(Commands.refused(command, "--" + option + "=" + value))
        .singleElement()
        .asString()
        .startsWith("--" + option + " is " + (value.isBlank() ? "''" : shown) + ": ")
        .contains(remedy)
        .endsWith("(set by the command line)");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnceWithItsSource() {
    Map<String, String> conf =
        Map.of(
            "spark.ddpm.train.schedule", "cosin",
            "spark.ddpm.train.img", "5",
            "spark.ddpm.train.imags", "5");

    assertThat(
            Commands.refused(
                TrainOptions.command(), conf, "--images", "x", "--batch-size=0", "--sed", "3"))
        .hasSize(6)
        .anySatisfy(text -> assertThat(text).contains("--images is 'x'", "the command line"))
        .anySatisfy(text -> assertThat(text).contains("--batch-size is 0", "the command line"))
        .anySatisfy(text -> assertThat(text).contains("'--sed'", "did you mean '--seed'?"))
        .anySatisfy(text -> assertThat(text).contains("'cosin'", "spark.ddpm.train.schedule"))
        .anySatisfy(text -> assertThat(text).contains("'spark.ddpm.train.imags'", "'images'?"))
        .anySatisfy(text -> assertThat(text).contains("'spark.ddpm.train.img'"));
  }

  @Test
  void etaIsRefusedWhereTheSamplerDoesNotReadIt() {
    assertThat(Commands.refused(GenerateOptions.command(), "--sampler=ddpm", "--eta=0.5"))
        .singleElement()
        .asString()
        .contains("--eta 0.5 means nothing to --sampler ddpm", "leave it out");
  }

  @Test
  void valuesThatDoNotFitTogetherAreRefusedWithBothSources() {
    assertThat(Commands.refused(TrainOptions.command(), "--learning-rate=1e-5"))
        .singleElement()
        .asString()
        .contains(
            "--final-learning-rate 2.0E-4 is above --learning-rate 1.0E-5",
            "--final-learning-rate from preset tiny",
            "--learning-rate from the command line");
    assertThat(Commands.refused(TrainOptions.command(), "--images=100"))
        .singleElement()
        .asString()
        .contains("--warmup-images 1600 is above --images 100");
  }

  @Test
  void aFaultBetweenTwoOptionsIsNotToldWhileOneOfThemCannotBeRead() {
    assertThat(
            Commands.refused(
                TrainOptions.command(), "--learning-rate=fast", "--final-learning-rate=0.9"))
        .singleElement()
        .asString()
        .startsWith("--learning-rate is 'fast'");
  }

  @Test
  void recordsMadeInCodeAreCheckedToo() {
    TrainSettings good = Commands.train();
    List<String> messages =
        org.assertj.core.api.Assertions.catchThrowableOfType(
                UsageException.class,
                () ->
                    new TrainSettings(
                        good.data(),
                        "",
                        "tiny",
                        0,
                        1,
                        1,
                        0,
                        1e-3,
                        1e-4,
                        0,
                        0,
                        0,
                        0,
                        "linear",
                        10,
                        "maps",
                        1,
                        1,
                        0,
                        Double.POSITIVE_INFINITY,
                        1,
                        300,
                        0,
                        false,
                        false,
                        good.result()))
            .messages();

    assertThat(messages)
        .containsExactly(
            "--checkpoints is '': give a path or a URI, such as runs/first or"
                + " hdfs:///user/me/runs/first",
            "--images is 0: give at least 1, such as 60000",
            "--max-minutes is Infinity: give 0 (no bound) to 1000000");
  }
}
