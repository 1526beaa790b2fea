package org.sparkddpm.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkddpm.jobs.generate.GenerateOptions;
import org.sparkddpm.jobs.train.TrainOptions;

class HelpTextTest {
  static Stream<JobCommand> commands() {
    return Stream.of(TrainOptions.COMMAND, GenerateOptions.COMMAND, SampleJob.COMMAND);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpIsPlainTextOfAtMost100ColumnsThatNamesEveryOption(JobCommand command) {
    String help = command.help();

    assertThat(help.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    assertThat(help).matches("(?s)[\\n\\x20-\\x7e]*").endsWith("\n");
    for (String name : command.options().names()) {
      assertThat(help).containsPattern("(?m)^  --" + name + "\\b");
    }
    assertThat(help).contains("\n  --help ", "\n  --version ");
    command.options().sections().forEach(title -> assertThat(help).contains("\n" + title + ":\n"));
  }

  @Test
  void defaultsAreShownForEachPreset() {
    String help = TrainOptions.COMMAND.help().replaceAll("\\s+", " ");

    assertThat(help)
        .contains("Default: by preset (tiny: 120000; small: 720000; article: 1200000)")
        .contains("Default: by preset (tiny: 0.002; small: 0.001; article: 0.0001)")
        .contains("Default: 1 (article: 0)")
        .contains("Default: by preset (tiny, small: cosine; article: linear)")
        .contains("Default: runs/default/checkpoints");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theExamplesOfTheHelpAreValidCommands(JobCommand command) {
    List<JobCommand.Example> examples = command.examples();
    assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
    for (JobCommand.Example example : examples) {
      String line = example.command().replaceAll("\\\\\\n", " ");
      assertThat(line).startsWith("spark-submit ").contains(" " + command.jar());
      String jobOptions = line.substring(line.indexOf(command.jar())).strip();
      List<String> args = new ArrayList<>(List.of(jobOptions.split("\\s+")));
      args.remove(0);
      int config = args.indexOf("--config");
      if (config >= 0) {
        args.subList(config, config + 2).clear();
      }
      assertThat(command.parse(args, Map::of)).isInstanceOf(Invocation.Run.class);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpAndVersionWinOverEverythingElseAndAskNothingOfSpark(JobCommand command) {
    for (List<String> args :
        List.of(
            List.of("--help"), List.of("--nonsense", "--help"), List.of("--seed=x", "--help"))) {
      assertThat(show(command, args)).isEqualTo(command.help());
    }
    assertThat(show(command, List.of("--version")))
        .startsWith("spark-ddpm ")
        .contains(command.jar())
        .endsWith("\n");
  }

  private static String show(JobCommand command, List<String> args) {
    Invocation invocation =
        command.parse(
            args,
            () -> {
              throw new AssertionError("Spark was asked");
            });
    assertThat(invocation).isInstanceOf(Invocation.Show.class);
    return ((Invocation.Show) invocation).text();
  }
}
