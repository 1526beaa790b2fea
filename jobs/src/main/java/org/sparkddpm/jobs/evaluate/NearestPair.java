package org.sparkddpm.jobs.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;
import org.sparkddpm.jobs.measures.NearestImages;

/**
 * A sample and the training image that is nearest to it, pixel by pixel.
 *
 * @param sample position of the sample
 * @param training position of the training image
 * @param distance between them
 */
record NearestPair(long sample, long training, double distance) {

  private static final int MOST = 30;

  private static final Comparator<NearestPair> ORDER =
      Comparator.comparingDouble(NearestPair::distance).thenComparingLong(NearestPair::sample);

  /**
   * Those of each label that are nearest to each other, the nearest first: some labels' images are
   * near to others by their kind.
   *
   * @param samples positions of the samples
   * @param nearest of each of them
   * @param label of a position
   */
  static List<NearestPair> closest(long[] samples, NearestImages nearest, LongToIntFunction label) {
    List<NearestPair> all =
        IntStream.range(0, samples.length)
            .mapToObj(i -> new NearestPair(samples[i], nearest.positions()[i], nearest.distance(i)))
            .sorted(ORDER)
            .toList();
    Map<Integer, List<NearestPair>> byLabel = new TreeMap<>();
    all.forEach(
        pair ->
            byLabel
                .computeIfAbsent(label.applyAsInt(pair.sample()), absent -> new ArrayList<>())
                .add(pair));
    int each = Math.max(1, MOST / Math.max(1, byLabel.size()));
    return byLabel.values().stream()
        .flatMap(pairs -> pairs.stream().limit(each))
        .sorted(ORDER)
        .limit(MOST)
        .toList();
  }
}
