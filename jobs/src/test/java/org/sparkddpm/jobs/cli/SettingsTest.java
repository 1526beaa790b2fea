package org.sparkddpm.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void trainingWithoutOptionsIsThePresetTiny() {
    assertThat(Commands.train())
        .isEqualTo(
            new TrainSettings(
                "mnist",
                "runs/default/checkpoints",
                "tiny",
                120_000,
                16,
                10,
                0,
                2e-3,
                2e-4,
                1600,
                1,
                6000,
                0.1,
                "cosine",
                1000,
                "both",
                24_000,
                3,
                600,
                1000,
                0,
                1,
                300,
                0,
                false,
                false,
                "runs/default/checkpoints/_result.json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "small", "article"})
  void everyShippedPresetIsValid(String preset) {
    assertThat(Commands.train("--preset", preset).preset()).isEqualTo(preset);
  }

  @Test
  void generationWithoutOptionsTakesTheNewestCheckpointOfTheDefaultRun() {
    GenerateSettings settings = Commands.generate();

    assertThat(settings.checkpoint()).isEqualTo(Commands.train().checkpoints());
    assertThat(settings.weights()).isEqualTo(Weights.EMA);
    assertThat(settings.perClass()).isEqualTo(10);
    assertThat(settings.classes()).isEqualTo(ClassSelection.ALL);
    assertThat(settings.formats()).containsExactly(OutputFormat.PARQUET);
    assertThat(settings.gifLabels()).isEmpty();
    assertThat(settings.clip()).isTrue();
    assertThat(settings.runId()).isEmpty();
    assertThat(settings.result()).isEqualTo("runs/default/samples/_result.json");
  }

  @Test
  void numbersMayBeWrittenInEveryUsualWay() {
    TrainSettings settings =
        Commands.train(
            "--images", "1.2e6", "--seed", "-5", "--learning-rate=.01", "--max-minutes=.5");

    assertThat(settings.images()).isEqualTo(1_200_000);
    assertThat(settings.seed()).isEqualTo(-5);
    assertThat(settings.learningRate()).isEqualTo(0.01);
    assertThat(settings.maxDuration()).isEqualTo(Optional.of(Duration.ofSeconds(30)));
    assertThat(Commands.train().maxDuration()).isEmpty();
  }

  @Test
  void switchesMayStandBareOrWithAValue() {
    assertThat(Commands.train("--dry-run").dryRun()).isTrue();
    assertThat(Commands.train("--dry-run", "--images", "2000").images()).isEqualTo(2000);
    assertThat(Commands.generate("--clip=false").clip()).isFalse();
    assertThat(Commands.generate("--clip", "false", "--steps", "3").clip()).isFalse();
  }

  @Test
  void listsMayBeRepeatedOrJoinedAndEmptied() {
    GenerateSettings settings =
        Commands.generate("--gif", "3", "--gif", "5,3", "--format", "png,idx", "--format=parquet");

    assertThat(settings.gifLabels()).containsExactly(3, 5);
    assertThat(settings.formats())
        .containsExactly(OutputFormat.PARQUET, OutputFormat.IDX, OutputFormat.PNG);
    assertThat(
            Commands.parse(
                    GenerateOptions.command(),
                    Map.of("spark.ddpm.generate.gif", "4"),
                    "--gif",
                    "none")
                .settings()
                .gifLabels())
        .isEmpty();
  }

  @Test
  void theResultLiesWhereTheWorkLiesUnlessToldOtherwise() {
    assertThat(Commands.train("--checkpoints=s3a://models/digits/ckpt").result())
        .isEqualTo("s3a://models/digits/ckpt/_result.json");
    assertThat(Commands.train("--checkpoints=s3a://models").result())
        .isEqualTo("s3a://models/_result.json");
    assertThat(Commands.train("--checkpoints=ckpt").result()).isEqualTo("ckpt/_result.json");
    assertThat(Commands.train("--result=/tmp/x.json").result()).isEqualTo("/tmp/x.json");
    assertThat(Commands.generate("--output=hdfs://nn:8020/out/").result())
        .isEqualTo("hdfs://nn:8020/out/_result.json");
  }

  @Test
  void commandLinesThatCannotBeUnderstoodAreRefused() {
    JobCommand<TrainSettings> command = TrainOptions.command();

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
    assertThat(Commands.refused(command, "-x"))
        .singleElement()
        .asString()
        .contains("Unknown option '-x'");
    assertThat(Commands.refused(command, "@settings"))
        .singleElement()
        .asString()
        .contains("'@settings' belongs to no option");
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

  @Test
  void aPresetThatSetsWhatIsNoOptionIsRefused() {
    Presets presets = new Presets(List.of("odd"), name -> Map.of("imagse", "3"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainOptions.command(presets))
        .withMessageContaining("'odd' sets 'imagse'")
        .withMessageContaining("did you mean 'images'?");
  }
}
