package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.diffusion.NoiseSchedules;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.options.JobCommand;
import org.sparkddpm.jobs.options.Origin;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.options.UsageException;
import org.sparkddpm.unet.UNetConfig;

class TrainOptionsTest {
  @Test
  void trainingWithoutOptionsIsThePresetTiny() {
    Map<String, String> values = new HashMap<>();
    Settings settings = Commands.parse(TrainOptions.COMMAND);
    settings
        .toJson()
        .properties()
        .forEach(entry -> values.put(entry.getKey(), entry.getValue().get("value").asText()));

    assertThat(values)
        .contains(
            entry("data", "mnist"),
            entry("validation-images", "1000"),
            entry("preset", "tiny"),
            entry("schedule", "cosine"),
            entry("timesteps", "1000"),
            entry("conditioning", "both"),
            entry("images", "120000"),
            entry("batch-size", "16"),
            entry("averaging-interval", "10"),
            entry("workers", "0"),
            entry("learning-rate", "0.002"),
            entry("final-learning-rate", "2.0E-4"),
            entry("warmup-images", "1600"),
            entry("gradient-clip", "1.0"),
            entry("ema-half-life", "6000.0"),
            entry("label-dropout", "0.1"),
            entry("guidance", "2.0"),
            entry("max-minutes", "0.0"),
            entry("seed", "1"),
            entry("engine", "auto"),
            entry("precision", "auto"),
            entry("checkpoints", "runs/default/checkpoints"),
            entry("checkpoint-interval", "24000"),
            entry("keep-checkpoints", "3"),
            entry("store-timeout", "600"),
            entry("preflight", "false"),
            entry("config", ""),
            entry("resource-timeout", "300"),
            entry("task-timeout", "0"),
            entry("dry-run", "false"),
            entry("result", "auto"));
    assertThat(TrainOptions.STANDARD.resultFile(settings, new Configuration()))
        .isEqualTo("runs/default/checkpoints/_result.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "small", "article"})
  void everyShippedPresetIsValid(String preset) {
    assertThat(Commands.parse(TrainOptions.COMMAND, "--preset", preset).get(TrainOptions.PRESET))
        .isEqualTo(preset);
  }

  @Test
  void numbersMayBeWrittenInEveryUsualWay() {
    Settings settings =
        Commands.parse(
            TrainOptions.COMMAND,
            "--images",
            "1.2e6",
            "--seed",
            "-5",
            "--learning-rate=.01",
            "--max-minutes=.5");

    assertThat(settings.get(TrainOptions.IMAGES)).isEqualTo(1_200_000);
    assertThat(settings.get(TrainOptions.SEED)).isEqualTo(-5);
    assertThat(settings.get(TrainOptions.LEARNING_RATE)).isEqualTo(0.01);
    assertThat(settings.get(TrainOptions.MAX_MINUTES)).isEqualTo(0.5);
  }

  @Test
  void commandLinesThatCannotBeUnderstoodAreRefused() {
    JobCommand command = TrainOptions.COMMAND;

    assertThat(Commands.refused(command, "--images"))
        .singleElement()
        .asString()
        .contains("--images", "see --help");
    assertThat(Commands.refused(command, "--images=5000", "--images=6000"))
        .singleElement()
        .asString()
        .contains("--images", "only once");
    assertThat(Commands.refused(command, "mnist"))
        .singleElement()
        .asString()
        .contains("'mnist' belongs to no option");
    assertThat(Commands.refused(command, "--data", "--imags", "5"))
        .anySatisfy(
            text -> assertThat(text).contains("--data has no value", "'--imags' follows it"));
    assertThat(Commands.refused(command, "--dry-run", "--imags", "5"))
        .containsExactly("Unknown option '--imags'; did you mean '--images'?");
    assertThat(Commands.refused(command, "-x"))
        .singleElement()
        .asString()
        .contains("Unknown option '-x'");
    assertThat(Commands.refused(command, "@settings"))
        .singleElement()
        .asString()
        .contains("'@settings' belongs to no option");
  }

  /** It would stand in each log line that names the place. */
  @Test
  void aPathWithAControlCharacterIsRefused() {
    for (String option : List.of("--data", "--checkpoints", "--result")) {
      assertThat(Commands.refused(TrainOptions.COMMAND, option, "runs/\u001b[2Jfirst"))
          .singleElement()
          .asString()
          .contains(option + " is 'runs/", "it has a control character; give a path without");
    }
  }

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
        "guidance | 0 | a finite number above 0",
        "guidance | 1e39 | a finite number above 0",
        "schedule | 'cosin' | did you mean 'cosine'?",
        "timesteps | 1 | give 2 to 10000",
        "timesteps | 10001 | give 2 to 10000",
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
    Commands.requireRefusal(TrainOptions.COMMAND, option, value, remedy);
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
                TrainOptions.COMMAND, conf, "--images", "x", "--batch-size=0", "--sed", "3"))
        .hasSize(6)
        .anySatisfy(text -> assertThat(text).contains("--images is 'x'", "the command line"))
        .anySatisfy(text -> assertThat(text).contains("--batch-size is 0", "the command line"))
        .anySatisfy(text -> assertThat(text).contains("'--sed'", "did you mean '--seed'?"))
        .anySatisfy(text -> assertThat(text).contains("'cosin'", "spark.ddpm.train.schedule"))
        .anySatisfy(text -> assertThat(text).contains("'spark.ddpm.train.imags'", "'images'?"))
        .anySatisfy(text -> assertThat(text).contains("'spark.ddpm.train.img'"));
  }

  @Test
  void valuesThatDoNotFitTogetherAreRefusedWithBothSources() {
    assertThat(
            Commands.refused(
                TrainOptions.COMMAND, "--learning-rate=1e-5", "--final-learning-rate=2e-4"))
        .singleElement()
        .asString()
        .contains(
            "--final-learning-rate 2.0E-4 is above --learning-rate 1.0E-5",
            "--final-learning-rate from the command line",
            "--learning-rate from the command line");
    assertThat(
            Commands.refused(
                TrainOptions.COMMAND,
                Map.of("spark.ddpm.train.warmup-images", "1600"),
                "--images=100"))
        .singleElement()
        .asString()
        .contains(
            "--warmup-images 1600 is above --images 100",
            "--warmup-images from spark.ddpm.train.warmup-images");
    assertThat(Commands.refused(TrainOptions.COMMAND, "--warmup-images=200000"))
        .singleElement()
        .asString()
        .contains("--warmup-images 200000 is above --images 120000", "--images from preset tiny");
  }

  /** What the preset says gives way, so that a small first try needs no second option. */
  @ParameterizedTest
  @CsvSource({
    "--images=1280,warmup-images,640,1600 of preset tiny,--images is 1280",
    "--images=1,warmup-images,0,1600 of preset tiny,--images is 1",
    "--learning-rate=1e-5,final-learning-rate,1.0E-5,0.0002 of preset tiny,--learning-rate is 1e-5",
    "--final-learning-rate=1e-2,learning-rate,0.01,0.002 of preset tiny,"
        + "--final-learning-rate is 1e-2",
    "--batch-size=100000000,averaging-interval,5,10 of preset tiny,--batch-size is 100000000"
  })
  void whatNobodySetFitsWhatWasSet(
      String argument, String option, String value, String before, String because) {
    Settings settings = Commands.parse(TrainOptions.COMMAND, argument);
    assertThat(settings.toJson().get(option).get("value").asText()).isEqualTo(value);
    assertThat(settings.toJson().get(option).get("origin").asText()).isEqualTo("fitted");
    assertThat(settings.fitted())
        .containsExactly("--%s %s instead of %s, as %s".formatted(option, value, before, because));
  }

  @ParameterizedTest
  @CsvSource({
    "--images=3200",
    "--learning-rate=0.01",
    "--batch-size=64",
    "--preset=small",
    "--seed=2"
  })
  void whatContradictsNothingStays(String argument) {
    Settings settings = Commands.parse(TrainOptions.COMMAND, argument);
    assertThat(settings.fitted()).isEmpty();
    assertThat(settings.origin(TrainOptions.WARMUP_IMAGES)).isEqualTo(Origin.PRESET);
    assertThat(settings.origin(TrainOptions.FINAL_LEARNING_RATE)).isEqualTo(Origin.PRESET);
  }

  @Test
  void roundsThatNoWorkerCouldCountAreRefused() {
    assertThat(
            Commands.refused(
                TrainOptions.COMMAND, "--batch-size=2147483647", "--averaging-interval=2147483647"))
        .singleElement()
        .asString()
        .contains(
            "--batch-size 2147483647 times --averaging-interval 2147483647",
            "more than the 536870911 images",
            "lower either");
  }

  @Test
  void aFaultBetweenTwoOptionsIsNotToldWhileOneOfThemCannotBeRead() {
    assertThat(
            Commands.refused(
                TrainOptions.COMMAND, "--learning-rate=fast", "--final-learning-rate=0.9"))
        .singleElement()
        .asString()
        .startsWith("--learning-rate is 'fast'");
  }

  @Test
  void settingsMadeInCodeAreCheckedToo() {
    UsageException refusal =
        catchThrowableOfType(
            UsageException.class,
            () ->
                TrainOptions.COMMAND.settings(
                    Map.of("checkpoints", "", "images", "0", "max-minutes", "-1")));

    assertThat(refusal.messages())
        .containsExactly(
            "--images is 0: give at least 1, such as 60000 (set by the caller)",
            "--max-minutes is -1: give 0 (no bound) to 1000000 (set by the caller)",
            "--checkpoints is '': give a path or a URI, such as runs/first or"
                + " hdfs:///user/me/runs/first (set by the caller)");
  }

  @Test
  void everyNumberOfTimestepsThatIsTakenHasASchedule() {
    for (int timesteps : List.of(NoiseSchedules.MIN_TIMESTEPS, NoiseSchedules.MAX_TIMESTEPS)) {
      Settings settings =
          Commands.parse(TrainOptions.COMMAND, "--timesteps=" + timesteps, "--dry-run");
      assertThat(NoiseSchedules.of(settings.get(TrainOptions.SCHEDULE), timesteps).timesteps())
          .isEqualTo(timesteps);
    }
  }

  @Test
  void conditioningSaysHowTheClassEntersTheNetwork() {
    assertThat(network("maps").classMaps()).isTrue();
    assertThat(network("maps").classInTime()).isFalse();
    assertThat(network("embedding").classMaps()).isFalse();
    assertThat(network("embedding").classInTime()).isTrue();
    assertThat(network("both").classMaps()).isTrue();
    assertThat(network("both").classInTime()).isTrue();
  }

  private static UNetConfig network(String conditioning) {
    Settings settings = TrainOptions.COMMAND.settings(Map.of("conditioning", conditioning));
    return ChosenModel.of(settings, new ImageShape(28, 28, 1), 10).unet();
  }
}
