package org.sparkddpm.jobs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Named sets of option values.
 *
 * @param names the names that {@code --preset} accepts, the default one first
 * @param values gives a preset's values by option name; asked only for the names
 */
public record Presets(List<String> names, Function<String, Map<String, String>> values) {
  /** For jobs without presets. */
  public static final Presets NONE = new Presets(List.of(), name -> Map.of());

  public Presets {
    names = List.copyOf(names);
  }

  /** The presets that come with the jobs: {@code tiny}, {@code small} and {@code article}. */
  public static Presets shipped() {
    return new Presets(List.of("tiny", "small", "article"), Presets::read);
  }

  /** The values of one preset by option name. */
  public Map<String, String> of(String name) {
    return Map.copyOf(values.apply(name));
  }

  private static Map<String, String> read(String name) {
    String resource = "/presets/" + name + ".json";
    try (InputStream in = Presets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "The jar holds no " + resource + "; build it again with jobs/src/main/resources");
      }
      Problems problems = new Problems();
      Map<String, String> values = FlatJson.read(in, resource, problems);
      problems.throwIfAny();
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource + " from the jar", e);
    }
  }
}
