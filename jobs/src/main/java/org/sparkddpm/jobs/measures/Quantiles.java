package org.sparkddpm.jobs.measures;

import java.util.Arrays;

/** Quantiles of sorted numbers. */
public final class Quantiles {

  private Quantiles() {}

  /**
   * The least of the numbers that at least a share of all does not exceed.
   *
   * @param sorted at least one number
   * @param share above 0, at most 1
   */
  public static double at(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  /** How many of the numbers are at most a bound. */
  public static Share upTo(double[] sorted, double bound) {
    long count = Arrays.stream(sorted).filter(value -> value <= bound).count();
    return new Share(count, sorted.length);
  }
}
