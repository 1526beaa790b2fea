package org.sparkddpm.bench;

import java.util.List;
import java.util.Locale;

/** Where measured values lie. */
public record Spread(
    double least, double lowerQuartile, double median, double upperQuartile, double most) {

  /** Of at least one value; quantiles between two values are interpolated. */
  public static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Spread(
        sorted[0],
        quantile(sorted, 0.25),
        quantile(sorted, 0.5),
        quantile(sorted, 0.75),
        sorted[sorted.length - 1]);
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** The quartiles in a few characters. */
  public String quartiles() {
    return String.format(Locale.ROOT, "%.2f..%.2f", lowerQuartile, upperQuartile);
  }

  String range() {
    return String.format(Locale.ROOT, "%.2f..%.2f", least, most);
  }
}
