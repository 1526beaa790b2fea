package org.sparkddpm.jobs.report;

import java.util.Locale;

/** Numbers as a report writes them, whatever the machine's language. */
public final class Numerals {

  private Numerals() {}

  /** A whole number with its thousands apart. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A share of 1 in percent, with one digit after the point; three where it is nearly 0 or 1. */
  public static String percent(double share) {
    double rest = Math.min(share, 1 - share);
    return String.format(
        Locale.ROOT, rest > 0 && rest < 0.0005 ? "%.3f %%" : "%.1f %%", 100 * share);
  }

  /** A number with three or four digits that tell. */
  public static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e15) {
      return count((long) value);
    }
    if (size >= 1e6 || size < 1e-4) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int digits = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  /** Seconds as a person says them. */
  public static String duration(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }

  static boolean looksLikeOne(String text) {
    return text.isEmpty() || text.matches("-?[0-9][0-9,]*(\\.[0-9]+)?(e[-+]?[0-9]+)?( %)?");
  }
}
