package org.sparkddpm.jobs.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One line of a long work's log, such as {@code train 32.0 % | loss 0.0512 | 612 img/s | 2m 14s
 * left | round 12/40}. Parts stand in the order in which they are added; numbers look the same in
 * every locale.
 */
public final class ProgressLine {
  private static final int FIGURES = 3;

  private final List<String> parts = new ArrayList<>();

  private ProgressLine(String head) {
    parts.add(head);
  }

  /**
   * Begins a line.
   *
   * @param phase what is being done, such as {@code train}
   * @param unit what is counted, such as {@code round}
   * @param done how many are done, at least 0
   * @param total how many there are in all
   */
  public static ProgressLine of(String phase, String unit, long done, long total) {
    return new ProgressLine(phase + " " + progress(unit, done, total));
  }

  /**
   * Begins a line with the share that is done, such as {@code train 32.0 %}.
   *
   * @param phase what is being done
   * @param done how much is done, from 0 to {@code total}
   * @param total how much there is in all, at least 1
   */
  public static ProgressLine share(String phase, long done, long total) {
    return new ProgressLine(percentage(phase, (double) done / total));
  }

  /** Adds a further count, such as {@code images 38,400/120,000}. */
  public ProgressLine count(String unit, long done, long total) {
    return add(progress(unit, done, total));
  }

  /** Adds a figure with three significant digits, or whatever a number that is not finite is. */
  public ProgressLine figure(String name, double value) {
    return add(name + " " + number(value));
  }

  /** Adds a figure as it is. */
  public ProgressLine figure(String name, String value) {
    return add(name + " " + value);
  }

  /** Adds a share of 1 in percent, such as {@code overhead 2.1 %}. */
  public ProgressLine percent(String name, double share) {
    return add(percentage(name, share));
  }

  /**
   * Adds the speed and, where there is one, the time that the rest takes at that speed.
   *
   * @param unit what is made, such as {@code img}
   * @param made how many were made in the time elapsed, without those of an earlier run
   * @param left how many are still to be made
   */
  public ProgressLine pace(String unit, long made, Duration elapsed, long left) {
    double seconds = elapsed.toMillis() / 1000.0;
    if (made <= 0 || seconds <= 0) {
      return this;
    }
    double perSecond = made / seconds;
    add(number(perSecond) + " " + unit + "/s");
    return left <= 0 ? this : add(time(Duration.ofSeconds(Math.round(left / perSecond))) + " left");
  }

  /** A duration by its two largest units: {@code 2m 14s}, {@code 3h 05m}, {@code 1d 04h}. */
  public static String time(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return pair(seconds / 60, "m", seconds % 60, "s");
    }
    return seconds < 86_400
        ? pair(seconds / 3600, "h", seconds / 60 % 60, "m")
        : pair(seconds / 86_400, "d", seconds / 3600 % 24, "h");
  }

  @Override
  public String toString() {
    return String.join(" | ", parts);
  }

  private ProgressLine add(String part) {
    parts.add(part);
    return this;
  }

  private static String progress(String unit, long done, long total) {
    return String.format(Locale.ROOT, "%s %,d/%,d", unit, done, total);
  }

  private static String percentage(String name, double share) {
    return String.format(Locale.ROOT, "%s %.1f %%", name, share * 100);
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    return String.format(Locale.ROOT, "%d%s %02d%s", large, largeUnit, small, smallUnit);
  }

  private static String number(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value) || value == 0) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (size < 1e-4) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int decimals = Math.max(0, FIGURES - 1 - (int) Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
