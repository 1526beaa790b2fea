package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.diffusion.NoiseInterval;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.jobs.checkpoint.TrainingData;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.options.Origin;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.train.TrainOptions;

class GenerateOptionsTest {
  @Test
  void generationWithoutOptionsTakesTheNewestCheckpointOfTheDefaultRun() {
    Settings settings = Commands.parse(GenerateOptions.COMMAND);

    assertThat(settings.get(GenerateOptions.CHECKPOINT))
        .isEqualTo(Commands.parse(TrainOptions.COMMAND).get(TrainOptions.CHECKPOINTS));
    assertThat(settings.get(GenerateOptions.WEIGHTS)).isEqualTo(Weights.EMA);
    assertThat(settings.get(GenerateOptions.COUNT.perClass())).isEqualTo(10);
    assertThat(settings.get(GenerateOptions.COUNT.classes())).isEqualTo(ClassSelection.ALL);
    assertThat(settings.get(GenerateOptions.FORMAT)).containsExactly(OutputFormat.PARQUET);
    assertThat(settings.get(GenerateOptions.GIF)).isEmpty();
    assertThat(settings.get(GenerateOptions.SAMPLING.clip())).isTrue();
    assertThat(settings.get(GenerateOptions.RUN_ID)).isEmpty();
    assertThat(GenerateOptions.STANDARD.resultFile(settings, new Configuration()))
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
    assertThat(
            Commands.parse(GenerateOptions.COMMAND, "--clip=false")
                .get(GenerateOptions.SAMPLING.clip()))
        .isFalse();
    assertThat(
            Commands.parse(GenerateOptions.COMMAND, "--clip", "false", "--steps", "3")
                .get(GenerateOptions.SAMPLING.clip()))
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

    assertThat(settings.get(GenerateOptions.GIF)).containsExactly("3", "5");
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
                Commands.parse(GenerateOptions.COMMAND, "--output=hdfs://nn:8020/out/"),
                new Configuration()))
        .isEqualTo("hdfs://nn:8020/out/_result.json");
  }

  private static String trainingResult(String argument) {
    return TrainOptions.STANDARD.resultFile(
        Commands.parse(TrainOptions.COMMAND, argument), new Configuration());
  }

  private static List<Integer> labels(String text, int classes) {
    return ClassSelection.parse(text)
        .of(new KnownClasses(classes, ClassNames.NUMBERS, Optional.empty()));
  }

  private static List<Integer> labels(String text, String... names) {
    return ClassSelection.parse(text)
        .of(new KnownClasses(names.length, new ClassNames(List.of(names)), Optional.empty()));
  }

  @Test
  void classesAreLabelsAndRanges() {
    assertThat(labels("all", 3)).containsExactly(0, 1, 2);
    assertThat(labels("0-9", 10)).hasSize(10).startsWith(0).endsWith(9);
    assertThat(labels(" 7 , 1,5-6, 5 - 5,1", 10)).containsExactly(1, 5, 6, 7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> labels("3,12", 10))
        .withMessageContaining("label 12")
        .withMessageContaining("0-9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> labels("some", 10))
        .withMessage(
            "--classes names the class 'some', but the model's classes are called by their numbers"
                + " 0-9; give one of these");
  }

  @Test
  void classesThatTheModelHasNotSeenAreNoneOfAllAndRefusedByName() {
    Optional<TrainingData> data = Optional.of(TrainingData.of("f", new long[] {7, 0, 1}));
    KnownClasses numbers = new KnownClasses(3, ClassNames.NUMBERS, data);
    assertThat(ClassSelection.ALL.of(numbers)).containsExactly(0, 2);
    for (String text : List.of("1", "0-2", "2,1")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ClassSelection.parse(text).of(numbers))
          .withMessage(
              "--classes names the class 1, of which the model has seen no image in training;"
                  + " leave it out");
    }
    KnownClasses words = new KnownClasses(3, new ClassNames(List.of("ant", "cat", "dog")), data);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassSelection.parse("cat").of(words))
        .withMessageContaining("--classes names the class cat, of which");
  }

  @Test
  void classesAreNamesWhereTheModelHasThem() {
    assertThat(labels("dog, ant", "ant", "cat", "dog")).containsExactly(0, 2);
    assertThat(labels("1-2,cat", "ant", "cat", "dog")).containsExactly(1, 2);
    assertThat(labels("1-2", "0", "1-2", "dog")).containsExactly(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> labels("dgo", "ant", "cat", "dog"))
        .withMessage(
            "--classes names the class 'dgo', but the model's classes are called ant, cat, dog;"
                + " give one of these");
  }

  @Test
  void aNumberIsTheNameWhereClassesAreCalledByNumbersToo() {
    assertThat(labels("2,A", "2", "3", "A")).containsExactly(0, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> labels("0", "2", "3", "A"))
        .withMessageContaining("the class '0'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> labels("2-3", "2", "3", "A"))
        .withMessageContaining("the class '2-3'");
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
        "counts | '3:x' | give pairs such as 3:5000,7:200, or the path of a file",
        "augment-to | '0' | give at least 1",
        "classes | '1,,2' | give all, none, or names, labels and ranges",
        "classes | '-1' | give all, none, or names, labels and ranges",
        "sampler | 'dim' | did you mean 'ddim'?",
        "steps | 0 | give at least 1",
        "eta | 1.1 | give 0 (deterministic) to 1",
        "guidance | '-0.1' | give a finite number from 0 on",
        "guidance | '1e39' | give a finite number from 0 on",
        "guidance | 'Infinity' | give a number",
        "guidance-interval | '3' | give two noise levels LOW:HIGH, such as 0.3:10 or 0.3:inf, or all",
        "guidance-interval | '3:1' | give LOW below HIGH",
        "spacing | 'karas' | did you mean 'karras'?",
        "clip | 'yes' | give true or false",
        "batch-size | '0' | give at least 1",
        "partitions | -1 | 0 for one per file",
        "samples-per-file | -1 | 0 for automatic",
        "run-id | 'a/b' | letters, digits",
        "run-id | '../up' | letters, digits",
        "format | 'none' | give at least one of parquet, idx, png",
        "format | 'parquet,jpg' | Give one of parquet, idx, png",
        "format | 'idx,pgn' | 'pgn' does not fit: did you mean 'png'?",
        "gif | '-3' | give labels from 0 to 65535",
        "classes | '3-65536' | give labels from 0 to 65535",
        "forward-figure | '2' | give true or false",
      })
  void aBadGenerationValueIsRefusedWithItsRemedy(String option, String value, String remedy) {
    Commands.requireRefusal(GenerateOptions.COMMAND, option, value, remedy);
  }

  @Test
  void etaIsRefusedWhereTheSamplerDoesNotReadIt() {
    for (String sampler : List.of("ddpm", "dpmpp-2m", "unipc", "heun")) {
      assertThat(Commands.refused(GenerateOptions.COMMAND, "--sampler=" + sampler, "--eta=0.5"))
          .singleElement()
          .asString()
          .contains("--eta 0.5 means nothing to --sampler " + sampler, "leave it out");
    }
  }

  @Test
  void qualitySetsWhatIsNotGiven() {
    Settings plain = Commands.parse(GenerateOptions.COMMAND);
    Settings fast = Commands.parse(GenerateOptions.COMMAND, "--quality=fast");
    assertThat(fast.get(GenerateOptions.SAMPLING.steps()))
        .isLessThan(plain.get(GenerateOptions.SAMPLING.steps()));
    assertThat(fast.origin(GenerateOptions.SAMPLING.steps())).isEqualTo(Origin.PRESET);
    Settings given =
        Commands.parse(
            GenerateOptions.COMMAND, "--quality=fast", "--steps=33", "--sampler=ddim", "--eta=1");
    assertThat(given.get(GenerateOptions.SAMPLING.steps())).isEqualTo(33);
    assertThat(given.get(GenerateOptions.SAMPLING.sampler())).isEqualTo("ddim");
    assertThat(given.get(GenerateOptions.SAMPLING.spacing()))
        .isEqualTo(fast.get(GenerateOptions.SAMPLING.spacing()));
    for (String quality : SamplingQuality.names()) {
      // An interval that comes with the quality gives way to no guidance.
      Settings unguided =
          Commands.parse(GenerateOptions.COMMAND, "--quality=" + quality, "--guidance=1");
      assertThat(unguided.get(GenerateOptions.SAMPLING.interval())).isEqualTo(NoiseInterval.ALL);
    }
    assertThat(Commands.refused(GenerateOptions.COMMAND, "--quality=quick"))
        .singleElement()
        .asString()
        .contains("Give one of fast, default, best");
  }

  @Test
  void anIntervalIsRefusedWhereNothingIsGuided() {
    for (String scale : List.of("0", "1")) {
      assertThat(
              Commands.refused(
                  GenerateOptions.COMMAND, "--guidance-interval=0.3:5", "--guidance=" + scale))
          .singleElement()
          .asString()
          .contains("--guidance-interval 0.3:5.0 limits a guidance", "--guidance " + scale);
    }
    assertThat(
            Commands.parse(GenerateOptions.COMMAND, "--guidance-interval=0.3:5")
                .get(GenerateOptions.SAMPLING.interval()))
        .isEqualTo(new NoiseInterval(0.3, 5));
  }

  @Test
  void aNameWithACommaIsGivenByItsNumber() {
    assertThat(labels("0,dog", "cat, small", "dog")).containsExactly(0, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> labels("cat, small", "cat, small", "dog"))
        .withMessage(
            "--classes names the class 'cat', but the model's classes are called cat, small, dog;"
                + " give one of these, or give their numbers");
  }

  @Test
  void countsStandForThemselves() {
    assertThat(Commands.refused(GenerateOptions.COMMAND, "--counts=3:5", "--per-class=7"))
        .singleElement()
        .asString()
        .contains("leave --per-class and --classes out, or --counts");
    assertThat(Commands.refused(GenerateOptions.COMMAND, "--counts=3:5", "--classes=3"))
        .singleElement()
        .asString()
        .contains("--counts from the command line", "--per-class from default");
  }

  @Test
  void toppingUpNeedsDataAndATable() {
    assertThat(Commands.refused(GenerateOptions.COMMAND, "--augment-to=5"))
        .singleElement()
        .asString()
        .contains("--augment-to 5 needs the data that it is to top up; give --data");
    assertThat(
            Commands.refused(
                GenerateOptions.COMMAND, "--augment-to=5", "--data=mnist", "--counts=3:5"))
        .singleElement()
        .asString()
        .contains("--augment-to 5 takes classes and numbers from --data");
    for (String format : List.of("png", "parquet,idx")) {
      assertThat(
              Commands.refused(
                  GenerateOptions.COMMAND, "--augment-to=5", "--data=mnist", "--format=" + format))
          .singleElement()
          .asString()
          .contains("marks real images in a column, which only parquet has");
    }
  }
}
