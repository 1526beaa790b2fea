package org.sparkddpm.jobs.options;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.sparkddpm.jobs.storage.Printable;

/** Every option of a program with its value and origin, in the order of their declaration. */
public final class Settings {
  private static final int WIDTH = 100;
  private static final String GAP = "  ";
  private static final JsonMapper MAPPER = new JsonMapper();

  /** An option as it is set: the text that was written and what it was read as. */
  private record Setting<T>(Option<T> option, String text, Origin origin, T value) {
    String shown() {
      return text.isEmpty() ? "(none)" : text;
    }
  }

  private final String program;
  private final Map<Option<?>, Setting<?>> settings = new LinkedHashMap<>();
  private final List<String> fitted = new ArrayList<>();

  Settings(String program) {
    this.program = program;
  }

  <T> void put(Option<T> option, String text, Origin origin, T value) {
    settings.put(option, new Setting<>(option, text, origin, value));
  }

  /**
   * Gives an option the value that another calls for.
   *
   * @param before in words, where it got the value that it has
   */
  <T> void fit(Option<T> option, T value, String before, Option<?> to) {
    fitted.add(
        "%s %s instead of %s of %s, as %s is %s"
            .formatted(
                option.flag(),
                value,
                setting(option).text(),
                before,
                to.flag(),
                setting(to).text()));
    put(option, value.toString(), Origin.FITTED, value);
  }

  boolean has(Option<?> option) {
    return settings.containsKey(option);
  }

  /**
   * An option's value.
   *
   * @throws IllegalArgumentException when it is an option of another program
   */
  public <T> T get(Option<T> option) {
    return setting(option).value();
  }

  /**
   * Where an option's value comes from.
   *
   * @throws IllegalArgumentException when it is an option of another program
   */
  public Origin origin(Option<?> option) {
    return setting(option).origin();
  }

  /**
   * Whether somebody set the option, rather than a preset or its default.
   *
   * @throws IllegalArgumentException when it is an option of another program
   */
  public boolean given(Option<?> option) {
    return switch (origin(option)) {
      case FLAG, SPARK_CONF, FILE -> true;
      case PRESET, DEFAULT, FITTED -> false;
    };
  }

  /**
   * In words, which values of a preset or defaults were changed so that they fit what was set, such
   * as {@code --warmup-images 640 instead of 1600 of preset tiny, as --images is 1280}; none for
   * most command lines.
   */
  public List<String> fitted() {
    return List.copyOf(fitted);
  }

  /** A table of option, value and origin, at most 100 columns wide; long values are folded. */
  public String toTable() {
    int names = width(setting -> setting.option().name());
    int origins = width(setting -> setting.origin().label());
    int values =
        Math.min(
            width(setting -> Printable.of(setting.shown())),
            WIDTH - names - origins - 2 * GAP.length());
    String row = "%-" + names + "s" + GAP + "%-" + values + "s" + GAP + "%s";
    List<String> lines = new ArrayList<>();
    for (Setting<?> setting : settings.values()) {
      String value = Printable.of(setting.shown());
      for (int from = 0; from < value.length(); from += values) {
        String part = value.substring(from, Math.min(from + values, value.length()));
        String name = from == 0 ? setting.option().name() : "";
        String origin = from == 0 ? setting.origin().label() : "";
        lines.add(String.format(Locale.ROOT, row, name, part, origin).stripTrailing());
      }
    }
    return String.join("\n", lines);
  }

  /** An object by option name of {@code {"value": ..., "origin": "flag"}}; numbers are numbers. */
  public ObjectNode toJson() {
    ObjectNode json = MAPPER.createObjectNode();
    for (Setting<?> setting : settings.values()) {
      ObjectNode entry = json.putObject(setting.option().name());
      Object value = setting.value();
      if (value instanceof Number || value instanceof Boolean) {
        entry.set("value", MAPPER.valueToTree(value));
      } else {
        entry.put("value", setting.text());
      }
      entry.put("origin", setting.origin().label());
    }
    return json;
  }

  @Override
  public String toString() {
    return program + "\n" + toTable();
  }

  // Each option was put with a setting of its own type.
  @SuppressWarnings("unchecked")
  private <T> Setting<T> setting(Option<T> option) {
    Setting<?> setting = settings.get(option);
    if (setting == null) {
      throw new IllegalArgumentException(option + " is no option of " + program);
    }
    return (Setting<T>) setting;
  }

  private int width(Function<Setting<?>, String> text) {
    return settings.values().stream().map(text).mapToInt(String::length).max().orElse(1);
  }
}
