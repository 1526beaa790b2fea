package org.sparkddpm.jobs.train;

import java.util.stream.IntStream;
import org.sparkddpm.jobs.data.NumberedImages;

/** Takes a number of images from a set, as many from each part of it. */
final class EvenChoice {

  private EvenChoice() {}

  /**
   * What is taken of some images: of the first n of all N, {@code ceil(n * K / N)} are.
   *
   * @param count K, at most N
   * @param size N
   * @return those taken, numbered by k
   */
  static NumberedImages of(NumberedImages numbered, int count, long size) {
    long first = numbered.first();
    int[] taken =
        IntStream.range(0, numbered.images().size())
            .filter(i -> before(first + i, count, size) < before(first + i + 1, count, size))
            .toArray();
    return new NumberedImages(before(first, count, size), numbered.images().chosen(taken));
  }

  /** How many of the first n images are taken. */
  private static long before(long n, int count, long size) {
    return Math.floorDiv(Math.multiplyExact(n, (long) count) + size - 1, size);
  }
}
