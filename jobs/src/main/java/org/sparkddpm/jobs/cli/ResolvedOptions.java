package org.sparkddpm.jobs.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Every option of a job with its value and origin, in the order of the help text. Immutable. */
public final class ResolvedOptions {
  private static final int WIDTH = 100;
  private static final String GAP = "  ";

  private final JobOptions options;
  private final Map<String, ResolvedOption> values;

  ResolvedOptions(JobOptions options, List<ResolvedOption> values) {
    this.options = options;
    this.values = new LinkedHashMap<>();
    values.forEach(value -> this.values.put(value.name(), value));
  }

  /** All options in order. */
  public List<ResolvedOption> all() {
    return List.copyOf(values.values());
  }

  /**
   * One option.
   *
   * @throws IllegalArgumentException when the job has no such option
   */
  public ResolvedOption option(String name) {
    ResolvedOption option = values.get(name);
    if (option == null) {
      throw new IllegalArgumentException(
          "No option '%s'; %s".formatted(name, NearestName.suggestion(name, values.keySet())));
    }
    return option;
  }

  /** In words, where an option's value was set, such as {@code preset tiny}. */
  String source(String name) {
    return switch (option(name).origin()) {
      case FLAG -> "the command line";
      case SPARK_CONF -> options.confPrefix() + name;
      case FILE -> "the file " + option(JobOption.CONFIG).value();
      case PRESET -> "preset " + option(JobOption.PRESET).value();
      case DEFAULT -> "default";
    };
  }

  /** A table of option, value and origin, at most 100 columns wide; long values are folded. */
  public String toTable() {
    int names = width(option -> option.name().length());
    int origins = width(option -> option.origin().label().length());
    int widest = width(option -> shown(option).length());
    int room = Math.min(widest, WIDTH - names - origins - 2 * GAP.length());
    List<String> lines = new ArrayList<>();
    for (ResolvedOption option : all()) {
      String value = shown(option);
      for (int from = 0; from < value.length(); from += room) {
        String part = value.substring(from, Math.min(from + room, value.length()));
        String name = from == 0 ? option.name() : "";
        String origin = from == 0 ? option.origin().label() : "";
        lines.add((pad(name, names) + GAP + pad(part, room) + GAP + origin).stripTrailing());
      }
    }
    return String.join("\n", lines);
  }

  /** An object by option name of {@code {"value": ..., "origin": "flag"}}; numbers are numbers. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (ResolvedOption option : all()) {
      ObjectNode entry = json.putObject(option.name());
      putValue(entry, option);
      entry.put("origin", option.origin().label());
    }
    return json;
  }

  private void putValue(ObjectNode entry, ResolvedOption option) {
    String value = option.value();
    switch (options.find(option.name()).orElseThrow().kind()) {
      case WHOLE -> entry.put("value", new BigDecimal(value).longValueExact());
      case NUMBER -> entry.put("value", Double.parseDouble(value));
      case SWITCH -> entry.put("value", Boolean.parseBoolean(value));
      case TEXT, LIST -> entry.put("value", value);
    }
  }

  private int width(ToIntFunction<ResolvedOption> length) {
    return values.values().stream().mapToInt(length).max().orElse(1);
  }

  private static String shown(ResolvedOption option) {
    return option.value().isEmpty() ? "(none)" : option.value();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
