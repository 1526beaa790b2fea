package org.sparkddpm.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The classification accuracy score (Ravuri and Vinyals 2019): how well classifiers do on the test
 * images that were trained on samples alone, beside those that were trained on as many real images.
 *
 * @param images that each was trained on
 * @param samples accuracies of those trained on samples, one for each seed
 * @param real accuracies of those trained on real images, one for each seed
 */
record AccuracyScore(long images, List<Double> samples, List<Double> real) {

  AccuracyScore {
    samples = List.copyOf(samples);
    real = List.copyOf(real);
  }

  static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** The standard deviation, by {@code n - 1}; 0 of a single value. */
  static double deviation(List<Double> values) {
    double mean = mean(values);
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / Math.max(1, values.size() - 1));
  }

  /** The seeds of so many classifiers, of which the judge has none. */
  static List<Long> seeds(long seed, int count) {
    return new ArrayList<>(LongStream.rangeClosed(1, count).map(i -> seed + i).boxed().toList());
  }
}
