package org.sparkddpm.training;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which images make the minibatches of a round, in their order; the last minibatch may be smaller.
 *
 * @param round of training, or 0 for validation
 * @param batchSize images of a minibatch, at least 1
 * @param positions of the images where they lie
 * @param examples the images' numbers in the whole data set
 * @param epochs for each of them how many epochs have begun since the round's first image: an image
 *     that comes again in a round has a later one
 */
public record MinibatchPlan(
    long round, int batchSize, int[] positions, long[] examples, int[] epochs) {

  /** Numbers that stand for one image in {@link #rows}. */
  static final int ROW = 4;

  /** The most images of a round, its last minibatch filled up. */
  public static final int MOST_IMAGES = Integer.MAX_VALUE / ROW;

  /**
   * Checks the lengths; keeps the arrays themselves.
   *
   * @throws IllegalArgumentException if they differ, or the batch size is below 1
   */
  public MinibatchPlan {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size must be at least 1, but is " + batchSize);
    }
    if (positions.length != examples.length || positions.length != epochs.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "one number and one epoch per image are needed, but there are %d images, %d numbers, %d epochs",
              positions.length,
              examples.length,
              epochs.length));
    }
  }

  /** Images none of which comes twice. */
  public static MinibatchPlan once(long round, int batchSize, int[] positions, long[] examples) {
    return new MinibatchPlan(round, batchSize, positions, examples, new int[positions.length]);
  }

  /** The sizes that minibatches have where so many images are cut into them. */
  public static Set<Integer> sizes(int images, int batchSize) {
    return Stream.of(Math.min(images, batchSize), images % batchSize)
        .filter(size -> size > 0)
        .collect(Collectors.toSet());
  }

  /** Number of minibatches. */
  public int steps() {
    return (int) ((positions.length + batchSize - 1L) / batchSize);
  }

  /** Images of a minibatch. */
  public int size(int step) {
    return Math.min(batchSize, positions.length - step * batchSize);
  }

  /** Four integers per image: position, low and high half of its number, epoch. */
  int[] rows() {
    int[] rows = new int[Math.toIntExact((long) steps() * batchSize * ROW)];
    for (int i = 0; i < positions.length; i++) {
      rows[ROW * i] = positions[i];
      rows[ROW * i + 1] = (int) examples[i];
      rows[ROW * i + 2] = (int) (examples[i] >>> Integer.SIZE);
      rows[ROW * i + 3] = epochs[i];
    }
    return rows;
  }
}
