package org.sparkddpm.jobs.options;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Named sets of option values.
 *
 * @param option the option that names one
 * @param values texts by the preset's name and the option's
 */
public record Presets(Option<String> option, Map<String, Map<String, String>> values) {
  /**
   * Presets that lie in the jar as {@code /presets/<name>.json}, in the form of files for {@code
   * --config}.
   *
   * @throws IllegalStateException when one is not there or no such file
   */
  public static Presets inJar(Option<String> option, Collection<String> names) {
    Map<String, Map<String, String>> values = new LinkedHashMap<>();
    names.forEach(name -> values.put(name, read(name)));
    return new Presets(option, values);
  }

  /**
   * Checks the presets against the options of a command: each value can be used, and an option has
   * either a default of its own, which no preset repeats, or one by each preset.
   *
   * @throws IllegalArgumentException with the preset and the option that are wrong
   */
  void check(Command command) {
    values.forEach(
        (preset, set) -> {
          option.read(preset);
          set.forEach((name, text) -> check(command, preset, name, text));
        });
    for (Option<?> each : command.options().all()) {
      boolean byAll = values.values().stream().allMatch(set -> set.containsKey(each.name()));
      if (byAll == each.defaultText().isPresent()) {
        throw new IllegalArgumentException(
            "%s of %s must have either a default or a value in each preset"
                .formatted(each, command.program()));
      }
    }
  }

  private static void check(Command command, String preset, String name, String text) {
    List<String> names = command.options().names();
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "Preset '%s' sets '%s', which is no option of %s; %s"
              .formatted(preset, name, command.program(), NearestName.suggestion(name, names)));
    }
    Option<?> each = command.options().find(name).orElseThrow();
    each.read(text);
    if (each.defaultText().equals(Optional.of(text))) {
      throw new IllegalArgumentException(
          "Preset '%s' repeats the default of %s; leave it out".formatted(preset, each));
    }
  }

  /** The values of a preset; none for an unknown name. */
  Map<String, String> of(String preset) {
    return values.getOrDefault(preset, Map.of());
  }

  /** Such as {@code 1 (article: 0)} or {@code by preset (tiny: 16; small, article: 32)}. */
  String defaultOf(Option<?> each) {
    Optional<String> own = each.defaultText();
    Map<String, List<String>> presetsOf = new LinkedHashMap<>();
    values.forEach(
        (preset, set) -> {
          String text = set.get(each.name());
          if (text != null) {
            presetsOf.computeIfAbsent(text, key -> new ArrayList<>()).add(preset);
          }
        });
    String byPreset =
        presetsOf.entrySet().stream()
            .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
            .collect(Collectors.joining("; "));
    String first = own.map(Presets::shown).orElse("by preset");
    return byPreset.isEmpty() ? first : first + " (" + byPreset + ")";
  }

  /** A default as texts show it. */
  static String shown(String text) {
    return text.isEmpty() ? Values.NONE : text;
  }

  private static Map<String, String> read(String name) {
    String resource = "/presets/" + name + ".json";
    List<String> problems = new ArrayList<>();
    try (InputStream in = Presets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("The jar holds no " + resource + "; build it again");
      }
      Map<String, String> values = ConfigFile.parse(in, resource, problems);
      if (!problems.isEmpty()) {
        throw new IllegalStateException(String.join("; ", problems));
      }
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource + " from the jar", e);
    }
  }
}
