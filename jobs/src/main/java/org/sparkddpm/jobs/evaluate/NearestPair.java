package org.sparkddpm.jobs.evaluate;

import java.util.Comparator;
import java.util.List;
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

  private static final int MOST = 24;

  private static final Comparator<NearestPair> ORDER =
      Comparator.comparingDouble(NearestPair::distance).thenComparingLong(NearestPair::sample);

  /**
   * Those that are nearest to each other, the nearest first.
   *
   * @param samples positions of the samples
   * @param nearest of each of them
   */
  static List<NearestPair> closest(long[] samples, NearestImages nearest) {
    return IntStream.range(0, samples.length)
        .mapToObj(
            i ->
                new NearestPair(
                    samples[i], nearest.positions()[i], Math.sqrt(nearest.squares()[i])))
        .sorted(ORDER)
        .limit(MOST)
        .toList();
  }
}
