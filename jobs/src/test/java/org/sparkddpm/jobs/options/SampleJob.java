package org.sparkddpm.jobs.options;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A job that only tests have. Each option is one declaration, and nothing else in the tests'
 * sources or ours knows it by name.
 */
final class SampleJob {
  private static final OptionList OPTIONS = new OptionList();

  static final Option<String> WEATHER =
      OPTIONS
          .section("Voyage")
          .choice("weather", "NAME", List.of("calm", "wild"))
          .describe("What the sea is like.")
          .withDefault("calm");

  static final Option<Integer> SAILS =
      OPTIONS
          .count("sails")
          .describe("Sails to set.")
          .check(sails -> sails >= 1 && sails <= 9, "give 1 to 9")
          .withoutDefault();

  static final Option<Long> MILES =
      OPTIONS
          .whole("miles")
          .describe("Miles to go.")
          .check(miles -> miles >= 1, "give at least 1, such as 100")
          .withDefault("100");

  static final Option<Double> SPEED =
      OPTIONS.section("Ship").number("speed").describe("Knots.").withDefault("6.5");

  static final Option<Boolean> PENNANT =
      OPTIONS.toggle("pennant").describe("Show colours.").withDefault("false");

  static final Option<List<Integer>> DECKS =
      OPTIONS
          .list("decks", "NUMBERS", Integer::valueOf)
          .describe("Decks to scrub.")
          .withDefault("none");

  static final Option<Optional<String>> PILOT =
      OPTIONS.text("pilot", "NAME").describe("Who guides the ship.").orElse("nobody");

  static final Option<String> LOGBOOK =
      OPTIONS.path("logbook", "FOLDER").describe("Where the log lies.").withDefault("runs/log");

  static final StandardOptions STANDARD = StandardOptions.add(OPTIONS, "Look at the map", LOGBOOK);

  static final JobCommand COMMAND =
      command(
          Map.of(
              "calm", Map.of("sails", "9"),
              "wild", Map.of("sails", "2", "miles", "250")));

  private SampleJob() {}

  /** The command with presets of one's own, named {@code calm} and {@code wild}. */
  static JobCommand command(Map<String, Map<String, String>> presets) {
    return JobCommand.of("sample", "Sails.", OPTIONS, STANDARD)
        .presets(new Presets(WEATHER, new TreeMap<>(presets)))
        .require(
            List.of(MILES, SPEED),
            settings -> settings.get(MILES) >= settings.get(SPEED),
            settings -> "--speed %s is too fast; lower it".formatted(settings.get(SPEED)))
        .example("Sail:", "spark-submit sample-job.jar --weather wild")
        .example("Sail with colours shown:", "spark-submit sample-job.jar --pennant")
        .example("Scrub two decks:", "spark-submit sample-job.jar --decks 1,2")
        .build();
  }
}
