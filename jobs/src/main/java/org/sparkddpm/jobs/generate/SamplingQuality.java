package org.sparkddpm.jobs.generate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.options.Presets;

/**
 * Points between cost and quality by name: what {@code --quality} gives those options of sampling
 * that nobody sets. They were measured; docs/quality.md says how.
 */
final class SamplingQuality {

  /** The point that sets nothing. */
  static final String DEFAULT = "default";

  private static final Map<String, Map<String, String>> POINTS = new LinkedHashMap<>();

  static {
    POINTS.put("fast", Map.of("steps", "6"));
    POINTS.put(DEFAULT, Map.of());
    POINTS.put("best", Map.of("sampler", "ddpm", "steps", "40"));
  }

  private SamplingQuality() {}

  /** The names of the points. */
  static List<String> names() {
    return List.copyOf(POINTS.keySet());
  }

  /** What the points set. */
  static Presets presets(Option<String> quality) {
    return new Presets(quality, POINTS);
  }
}
