package org.sparkddpm.jobs.options;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.generate.GenerateOptions;
import org.sparkddpm.jobs.train.Conditioning;
import org.sparkddpm.jobs.train.TrainOptions;

class PrecedenceTest {
  private static final OptionList OPTIONS = new OptionList();
  private static final List<Option<Long>> NUMBERS =
      Stream.of("first", "second", "third", "fourth", "fifth")
          .map(name -> OPTIONS.whole(name).withDefault("7"))
          .toList();
  private static final Option<String> PRESET =
      OPTIONS.choice("preset", "NAME", List.of("one", "other")).withDefault("other");
  private static final Option<String> PLACE = OPTIONS.path("place", "FOLDER").withDefault("runs");
  private static final StandardOptions STANDARD = StandardOptions.add(OPTIONS, "Check", PLACE);

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
    for (Option<Long> option : NUMBERS) {
      String name = option.name();
      given.get(Origin.DEFAULT).put(name, "7");
      for (Origin origin : randomOrigins(random)) {
        given.get(origin).put(name, String.valueOf(100_000 + random.nextInt(900_000)));
      }
    }

    Settings settings = parse(given, random);

    for (Option<Long> option : NUMBERS) {
      String name = option.name();
      Origin strongest = null;
      for (Origin origin : Origin.values()) {
        if (strongest == null && given.get(origin).containsKey(name)) {
          strongest = origin;
        }
      }
      String expected = given.get(strongest).get(name);
      assertThat(settings.origin(option)).isEqualTo(strongest);
      assertThat(settings.get(option)).isEqualTo(Long.parseLong(expected));
    }
  }

  private Settings parse(Map<Origin, Map<String, String>> given, Random random) throws IOException {
    Path file = folder.resolve("settings.json");
    StringJoiner json = new StringJoiner(",", "{", "}");
    given.get(Origin.FILE).forEach((name, value) -> json.add("\"" + name + "\": " + value));
    Files.writeString(file, json.toString());

    Map<String, String> sparkConf = new HashMap<>();
    sparkConf.put("spark.app.name", "any");
    sparkConf.put("spark.ddpm.other.sixth", "no option of this job");
    given
        .get(Origin.SPARK_CONF)
        .forEach((name, value) -> sparkConf.put("spark.ddpm.sample." + name, value));

    List<String> args = new ArrayList<>();
    if (random.nextBoolean()) {
      args.add("--config=" + file);
    } else {
      sparkConf.put("spark.ddpm.sample.config", file.toString());
    }
    given.get(Origin.FLAG).forEach((name, value) -> args.addAll(List.of("--" + name, value)));
    JobCommand command =
        JobCommand.of("sample", "Counts.", OPTIONS, STANDARD)
            .presets(
                new Presets(PRESET, Map.of("one", given.get(Origin.PRESET), "other", Map.of())))
            .build();
    args.add("--preset=one");
    return Commands.parse(command, sparkConf, args.toArray(new String[0]));
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

  @Test
  void thePresetItselfMayComeFromAnyStrongerPlace() throws IOException {
    Path file = Files.writeString(folder.resolve("small.json"), "{\"preset\": \"small\"}");
    JobCommand command = TrainOptions.COMMAND;
    Map<String, String> conf = Map.of("spark.ddpm.train.preset", "article");

    assertThat(Commands.parse(command, "--config", file.toString()).get(TrainOptions.IMAGES))
        .isEqualTo(720_000);
    assertThat(
            Commands.parse(command, conf, "--config", file.toString())
                .get(TrainOptions.CONDITIONING))
        .isEqualTo(Conditioning.MAPS);
    assertThat(Commands.parse(command, conf, "--preset", "tiny").get(TrainOptions.IMAGES))
        .isEqualTo(120_000);
  }

  @Test
  void everyOptionHasAValueAndAnOriginInTheOrderOfTheHelp() {
    JobCommand command = GenerateOptions.COMMAND;
    Settings settings = Commands.parse(command, "--steps", "7");

    assertThat(settings.toJson().fieldNames())
        .toIterable()
        .containsExactlyElementsOf(command.options().names());
    assertThat(command.options().all())
        .filteredOn(option -> settings.origin(option) != Origin.DEFAULT)
        .containsExactly(GenerateOptions.SAMPLING.steps());
    assertThat(settings.origin(GenerateOptions.SAMPLING.steps())).isEqualTo(Origin.FLAG);
  }
}
