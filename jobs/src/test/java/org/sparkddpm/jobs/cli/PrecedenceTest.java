package org.sparkddpm.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrecedenceTest {
  private static final List<String> NUMBERS =
      List.of("images", "batch-size", "averaging-interval", "seed", "keep-checkpoints");
  private static final Map<String, String> BUILT_IN =
      Map.of(
          "images", "60000",
          "batch-size", "16",
          "averaging-interval", "1",
          "seed", "1",
          "keep-checkpoints", "3");

  @TempDir Path folder;

  @Test
  void theStrongestOriginThatNamesAnOptionWinsWhateverTheOthersSay() throws IOException {
    Random random = new Random(20240501);
    for (int round = 0; round < 200; round++) {
      checkRandomCase(random);
    }
  }

  private void checkRandomCase(Random random) throws IOException {
    Map<Origin, Map<String, String>> given = new HashMap<>();
    for (Origin origin : Origin.values()) {
      given.put(origin, new LinkedHashMap<>());
    }
    given.get(Origin.DEFAULT).putAll(BUILT_IN);
    for (String name : NUMBERS) {
      for (Origin origin : randomOrigins(random)) {
        given.get(origin).put(name, String.valueOf(100_000 + random.nextInt(900_000)));
      }
    }

    Invocation.Run<TrainSettings> run = parse(given, random);

    for (String name : NUMBERS) {
      Origin strongest = null;
      for (Origin origin : Origin.values()) {
        if (strongest == null && given.get(origin).containsKey(name)) {
          strongest = origin;
        }
      }
      String expected = given.get(strongest).get(name);
      assertThat(run.options().option(name))
          .isEqualTo(new ResolvedOption(name, expected, strongest));
      assertThat(setting(run.settings(), name)).isEqualTo(Long.parseLong(expected));
    }
  }

  private Invocation.Run<TrainSettings> parse(Map<Origin, Map<String, String>> given, Random random)
      throws IOException {
    Path file = folder.resolve("settings.json");
    StringJoiner json = new StringJoiner(",", "{", "}");
    given.get(Origin.FILE).forEach((name, value) -> json.add("\"" + name + "\": " + value));
    Files.writeString(file, json.toString());

    Map<String, String> sparkConf = new HashMap<>();
    sparkConf.put("spark.app.name", "any");
    sparkConf.put("spark.ddpm.generate.images", "no option of this job");
    given
        .get(Origin.SPARK_CONF)
        .forEach((name, value) -> sparkConf.put("spark.ddpm.train." + name, value));

    List<String> args = new ArrayList<>();
    if (random.nextBoolean()) {
      args.add("--config=" + file);
    } else {
      sparkConf.put("spark.ddpm.train.config", file.toString());
    }
    given.get(Origin.FLAG).forEach((name, value) -> args.addAll(List.of("--" + name, value)));
    Presets presets = new Presets(List.of("one"), name -> given.get(Origin.PRESET));
    args.add("--preset=one");
    return Commands.parse(TrainOptions.command(presets), sparkConf, args.toArray(new String[0]));
  }

  private static Set<Origin> randomOrigins(Random random) {
    Set<Origin> origins = EnumSet.noneOf(Origin.class);
    for (Origin origin : Origin.values()) {
      if (origin != Origin.DEFAULT && random.nextInt(3) == 0) {
        origins.add(origin);
      }
    }
    return origins;
  }

  private static long setting(TrainSettings settings, String name) {
    return switch (name) {
      case "images" -> settings.images();
      case "batch-size" -> settings.batchSize();
      case "averaging-interval" -> settings.averagingInterval();
      case "seed" -> settings.seed();
      case "keep-checkpoints" -> settings.keepCheckpoints();
      default -> throw new AssertionError(name);
    };
  }

  @Test
  void thePresetItselfMayComeFromAnyStrongerPlace() throws IOException {
    Path file = Files.writeString(folder.resolve("small.json"), "{\"preset\": \"small\"}");
    JobCommand<TrainSettings> command = TrainOptions.command();
    Map<String, String> conf = Map.of("spark.ddpm.train.preset", "article");

    assertThat(Commands.parse(command, Map.of(), "--config", file.toString()).settings().images())
        .isEqualTo(360_000);
    assertThat(Commands.parse(command, conf, "--config", file.toString()).settings().conditioning())
        .isEqualTo("maps");
    assertThat(Commands.parse(command, conf, "--preset", "tiny").settings().images())
        .isEqualTo(120_000);
  }

  @Test
  void everyOptionHasAValueAndAnOriginInTheOrderOfTheHelp() {
    JobCommand<GenerateSettings> command = GenerateOptions.command();
    ResolvedOptions options = Commands.parse(command, Map.of(), "--steps", "7").options();

    assertThat(options.all().stream().map(ResolvedOption::name).toList())
        .isEqualTo(command.options().names());
    assertThat(options.all().stream().filter(option -> option.origin() != Origin.DEFAULT))
        .containsExactly(new ResolvedOption("steps", "7", Origin.FLAG));
  }
}
