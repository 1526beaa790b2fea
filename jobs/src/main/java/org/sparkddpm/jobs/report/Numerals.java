package org.sparkddpm.jobs.report;

import java.util.Locale;

/** Numbers as a report writes them, whatever the machine's language. */
public final class Numerals {

  private static final String PERCENT = " %";

  /** No two numbers of a report differ only behind so many digits. */
  private static final int MOST_DIGITS = 15;

  private Numerals() {}

  /** A whole number with its thousands apart. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /**
   * A share of 1 in percent, with one digit after the point; with more where it would read as none
   * or all.
   */
  public static String percent(double share) {
    return fixed(100 * share, share < 0.5 ? 0 : 100, 1) + PERCENT;
  }

  /** As {@link #percent(double)}, with more digits where it would read as another share. */
  public static String percent(double share, double other) {
    return readsAs(percent(share), percent(other)) && share != other
        ? fixed(100 * share, 100 * other, 2) + PERCENT
        : percent(share);
  }

  /** As {@link #number(double)}, with more digits where it would read as another number. */
  public static String number(double value, double other) {
    return readsAs(number(value), number(other)) && value != other
        ? fixed(value, other, 1)
        : number(value);
  }

  private static boolean readsAs(String one, String other) {
    return value(one) == value(other);
  }

  private static double value(String text) {
    return Double.parseDouble(text.replace(",", "").replace(PERCENT, ""));
  }

  /**
   * A number with so many digits after the point, or as many more as tell it from another number.
   */
  public static String fixed(double value, double other, int digits) {
    String text = fixed(value, digits);
    return value != other && digits < MOST_DIGITS && text.equals(fixed(other, digits))
        ? fixed(value, other, digits + 1)
        : text;
  }

  private static String fixed(double value, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
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
    return fixed(value, digits);
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
