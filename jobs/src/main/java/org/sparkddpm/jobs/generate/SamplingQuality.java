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
    POINTS.put("fast", point("dpmpp-2m", "karras", 6, "2", "0.3:10"));
    POINTS.put(DEFAULT, Map.of());
    POINTS.put("best", point("ddpm", "karras", 40, "2", "0.3:10"));
  }

  private SamplingQuality() {}

  private static Map<String, String> point(
      String sampler, String spacing, int steps, String guidance, String interval) {
    return Map.of(
        "sampler",
        sampler,
        "spacing",
        spacing,
        "steps",
        Integer.toString(steps),
        "guidance",
        guidance,
        "guidance-interval",
        interval);
  }

  /** The names of the points. */
  static List<String> names() {
    return List.copyOf(POINTS.keySet());
  }

  /** What the points set. */
  static Presets presets(Option<String> quality) {
    return new Presets(quality, POINTS);
  }
}
