package org.sparkddpm.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One declaration is all that an option needs. */
class OptionDeclarationTest {
  private static final JobCommand COMMAND = SampleJob.COMMAND;
  private static final Map<String, String> CONF = Map.of("spark.ddpm.sample.sails", "4");

  @TempDir Path folder;

  @Test
  void itIsReadFromEveryPlaceInTheirOrder() throws IOException {
    String file = Files.writeString(folder.resolve("c.json"), "{\"sails\": 3}").toString();

    requireSails(COMMAND.settings(Map.of()), 9, Origin.PRESET);
    requireSails(Commands.parse(COMMAND, "--weather=wild"), 2, Origin.PRESET);
    requireSails(Commands.parse(COMMAND, "--config", file), 3, Origin.FILE);
    requireSails(Commands.parse(COMMAND, CONF, "--config", file), 4, Origin.SPARK_CONF);
    requireSails(Commands.parse(COMMAND, CONF, "--config", file, "--sails", "5"), 5, Origin.FLAG);
    assertThat(COMMAND.settings(Map.of()).origin(SampleJob.SPEED)).isEqualTo(Origin.DEFAULT);
  }

  private static void requireSails(Settings settings, int sails, Origin origin) {
    assertThat(settings.get(SampleJob.SAILS)).isEqualTo(sails);
    assertThat(settings.origin(SampleJob.SAILS)).isEqualTo(origin);
  }

  @Test
  void everyTypeIsReadAsItself() {
    Settings settings =
        COMMAND.settings(
            Map.of("miles", "1.2e3", "pennant", "true", "decks", "3,1,3", "pilot", "Ann"));

    assertThat(settings.get(SampleJob.MILES)).isEqualTo(1200);
    assertThat(settings.get(SampleJob.PENNANT)).isTrue();
    assertThat(settings.get(SampleJob.DECKS)).containsExactly(3, 1);
    assertThat(settings.get(SampleJob.PILOT)).contains("Ann");
    assertThat(settings.get(SampleJob.SPEED)).isEqualTo(6.5);
    assertThat(COMMAND.settings(Map.of()).get(SampleJob.PILOT)).isEmpty();
    assertThat(COMMAND.settings(Map.of()).get(SampleJob.DECKS)).isEmpty();
  }

  @Test
  void itsBoundHoldsWhereverTheValueIsSet() {
    assertThat(Commands.refused(COMMAND, CONF, "--sails=10"))
        .containsExactly("--sails is 10: give 1 to 9 (set by the command line)");
    assertThat(Commands.refused(COMMAND, Map.of("spark.ddpm.sample.sails", "0")))
        .containsExactly("--sails is 0: give 1 to 9 (set by spark.ddpm.sample.sails)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> COMMAND.settings(Map.of("sails", "0", "speed", "x", "salis", "1")))
        .withMessageContaining("--sails is 0: give 1 to 9")
        .withMessageContaining("--speed is 'x': give a number")
        .withMessageContaining("'salis' is no option of sample-job.jar; did you mean 'sails'?");
  }

  @Test
  void itStandsInHelpAndDocumentation() {
    assertThat(COMMAND.help().replaceAll(" +", " "))
        .contains("\nVoyage:\n")
        .contains(" --sails=N Sails to set. Default: by preset (calm: 9; wild: 2)\n")
        .contains(" --miles=N Miles to go. Default: 100 (wild: 250)\n")
        .contains(" --pennant[=true|false] Show colours. Default: false\n");
    assertThat(new OptionsDocument("").of(List.of(COMMAND)))
        .contains("\n## sample-job.jar\n", "`spark.ddpm.sample.`", "\n### Voyage\n")
        .contains("\n| `--sails=N` | by preset (calm: 9; wild: 2) | Sails to set. |\n")
        .contains("\n| `--pilot=NAME` | nobody | Who guides the ship. |\n");
  }

  @Test
  void itStandsInTheTableAndInJson() {
    Settings settings = Commands.parse(COMMAND, CONF, "--speed=7", "--pennant", "--decks=1,2");

    assertThat(settings.toTable().lines())
        .anySatisfy(line -> assertThat(line).matches("sails +4 +spark-conf"));
    assertThat(settings.toJson().fieldNames())
        .toIterable()
        .containsExactlyElementsOf(COMMAND.options().names());
    assertThat(settings.toJson().toString())
        .contains("\"sails\":{\"value\":4,\"origin\":\"spark-conf\"}")
        .contains("\"speed\":{\"value\":7.0,\"origin\":\"flag\"}")
        .contains("\"pennant\":{\"value\":true,\"origin\":\"flag\"}")
        .contains("\"decks\":{\"value\":\"1,2\",\"origin\":\"flag\"}")
        .contains("\"pilot\":{\"value\":\"nobody\",\"origin\":\"default\"}");
  }

  @Test
  void aBoundBetweenOptionsNamesBothWithTheirOrigins() {
    assertThat(Commands.refused(COMMAND, "--miles=5"))
        .containsExactly(
            "--speed 6.5 is too fast; lower it"
                + " (--miles from the command line, --speed from default)");
    assertThat(Commands.refused(COMMAND, "--miles=0", "--speed=7"))
        .singleElement()
        .asString()
        .startsWith("--miles is 0");
  }

  @Test
  void declarationsThatCannotBeMeantAreRefused() {
    OptionList options = new OptionList();
    options.count("sails").withDefault("1");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.count("sails").withDefault("2"))
        .withMessageContaining("'sails' is declared twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.count("Sails").withDefault("2"))
        .withMessageContaining("kebab-case");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.count("masts").check(n -> n > 2, "give 3").withDefault("2"))
        .withMessageContaining("--masts is 2: give 3");
  }

  @Test
  void presetsThatDoNotFitTheOptionsAreRefused() {
    requireRefused(Map.of("calm", Map.of("sials", "3")), "sets 'sials'", "did you mean 'sails'?");
    requireRefused(Map.of("rough", Map.of("sails", "3")), "--weather is 'rough'");
    requireRefused(Map.of("calm", Map.of("sails", "30")), "--sails is 30");
    requireRefused(
        Map.of("calm", Map.of("sails", "3", "speed", "6.5"), "wild", Map.of("sails", "3")),
        "'calm' repeats the default of --speed");
    requireRefused(Map.of("calm", Map.of()), "--sails", "either a default or a value");
    requireRefused(
        Map.of("calm", Map.of("sails", "3", "miles", "3")), "--miles", "either a default");
  }

  private static void requireRefused(Map<String, Map<String, String>> presets, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SampleJob.command(presets))
        .satisfies(refusal -> assertThat(refusal.getMessage()).contains(parts));
  }

  @Test
  void aProgramWithoutSparkNeedsNoMore() {
    OptionList options = new OptionList();
    Option<Integer> sails = options.count("sails").withoutDefault();
    Command command = new Command("ship", options);

    assertThat(command.parse("--sails", "3").get(sails)).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(command::parse)
        .withMessageContaining("nothing sets --sails; give --sails=N");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> command.parse("--sail=3", "--help"))
        .withMessageContaining("did you mean '--sails'?")
        .withMessageContaining("'--help'");
  }
}
