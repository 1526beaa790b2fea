package org.sparkddpm.jobs.measures;

import java.io.Serializable;
import java.util.Locale;

/**
 * A share that was counted, with the 95 % interval of Wilson (1927), which also holds for few
 * counts and near 0 and 1.
 *
 * @param count how many there are, 0 to {@code of}
 * @param of among how many, at least 1
 */
public record Share(long count, long of) implements Serializable {

  /** The 97.5 % quantile of the standard normal distribution. */
  private static final double QUANTILE = 1.959963984540054;

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if they are no share
   */
  public Share {
    if (of < 1 || count < 0 || count > of) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d of %d is no share", count, of));
    }
  }

  /** From 0 to 1. */
  public double value() {
    return (double) count / of;
  }

  /** The lower end of the interval. */
  public double low() {
    return count == 0 ? 0 : Math.max(0, centre() - half());
  }

  /** The upper end of the interval. */
  public double high() {
    return count == of ? 1 : Math.min(1, centre() + half());
  }

  private double centre() {
    return (value() + QUANTILE * QUANTILE / (2 * of)) / spread();
  }

  private double half() {
    double variance = value() * (1 - value()) / of;
    return QUANTILE * Math.sqrt(variance + QUANTILE * QUANTILE / (4.0 * of * of)) / spread();
  }

  private double spread() {
    return 1 + QUANTILE * QUANTILE / of;
  }

  /** Both together. */
  public Share plus(Share other) {
    return new Share(count + other.count, of + other.of);
  }
}
