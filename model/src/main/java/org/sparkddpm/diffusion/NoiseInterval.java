package org.sparkddpm.diffusion;

import java.math.BigDecimal;
import java.util.stream.IntStream;

/**
 * Noise levels above one and up to another, {@code (low, high]}. The level of a timestep is sigma =
 * sqrt((1 - alphaBar) / alphaBar), the noise beside data of weight 1, as Karras et al. 2022 count
 * it: it means the same for every schedule and every number of timesteps.
 *
 * @param low at least 0
 * @param high above {@code low}, possibly infinite
 */
public record NoiseInterval(double low, double high) {

  private static final String ALL_LEVELS = "all";
  private static final String UNBOUNDED = "inf";
  private static final String NUMBER = "[0-9]{1,15}(\\.[0-9]{1,15})?";

  /** All noise levels. */
  public static final NoiseInterval ALL = new NoiseInterval(0, Double.POSITIVE_INFINITY);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if they hold nothing between them
   */
  public NoiseInterval {
    if (!(low >= 0 && low < high)) {
      throw new IllegalArgumentException(
          "there is no noise level above " + low + " and up to " + high + "; give LOW below HIGH");
    }
  }

  /**
   * Reads {@code all} or {@code LOW:HIGH}, where HIGH may be {@code inf}.
   *
   * @throws IllegalArgumentException if the text is neither, or nothing lies between its bounds
   */
  public static NoiseInterval parse(String text) {
    if (text.equals(ALL_LEVELS)) {
      return ALL;
    }
    if (!text.matches(NUMBER + ":(" + NUMBER + "|" + UNBOUNDED + ")")) {
      throw new IllegalArgumentException(
          "give two noise levels LOW:HIGH, such as 0.3:10 or 0.3:inf, or all");
    }
    int colon = text.indexOf(':');
    String high = text.substring(colon + 1);
    return new NoiseInterval(
        Double.parseDouble(text.substring(0, colon)),
        high.equals(UNBOUNDED) ? Double.POSITIVE_INFINITY : Double.parseDouble(high));
  }

  /** Whether the noise level of a timestep lies in it. */
  public boolean contains(NoiseSchedule schedule, int timestep) {
    double sigma = schedule.sigma(timestep);
    return sigma > low && sigma <= high;
  }

  /** Whether any of the steps starts from a noise level in it. */
  private boolean containsAny(Visited visited) {
    return IntStream.range(0, visited.steps())
        .anyMatch(step -> contains(visited.schedule(), visited.timestep(step)));
  }

  /** This one where any of the steps starts in it, otherwise all noise levels. */
  public NoiseInterval orAll(Visited visited) {
    return containsAny(visited) ? this : ALL;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return equals(ALL)
        ? ALL_LEVELS
        : plain(low) + ":" + (Double.isInfinite(high) ? UNBOUNDED : plain(high));
  }

  private static String plain(double level) {
    return BigDecimal.valueOf(level).toPlainString();
  }
}
