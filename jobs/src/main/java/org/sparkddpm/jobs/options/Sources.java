package org.sparkddpm.jobs.options;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What each place says of the options; the strongest place that names an option wins. */
final class Sources {
  private record Source(Map<String, String> values, UnaryOperator<String> words) {}

  private final Map<Origin, Source> sources = new EnumMap<>(Origin.class);

  /**
   * Adds a place.
   *
   * @param values texts by option name
   * @param words says for an option's name in words where this place sets it
   */
  void put(Origin origin, Map<String, String> values, UnaryOperator<String> words) {
    sources.put(origin, new Source(Map.copyOf(values), words));
  }

  /** The strongest place that gives the option a value. */
  Optional<Origin> origin(String option) {
    return sources.keySet().stream()
        .filter(origin -> sources.get(origin).values().containsKey(option))
        .findFirst();
  }

  /** The value of the strongest place; empty where none gives one. */
  Optional<String> text(String option) {
    return origin(option).map(origin -> sources.get(origin).values().get(option).strip());
  }

  /** In words, where an option that has a value got it, such as {@code preset tiny}. */
  String words(String option) {
    return sources.get(origin(option).orElseThrow()).words().apply(option);
  }
}
