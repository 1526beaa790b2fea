package org.sparkddpm.jobs.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.data.NumberedImages;

/**
 * Which training images a judge learns from, since one task holds them all: of sets that are larger
 * than that a share of each class, by a lot for each image that is a function of the seed and the
 * image's number. Of a rare class more are taken, so that none is lost.
 *
 * @param seed of the lots
 * @param highest the highest lot that is taken, by label
 */
record JudgeImages(long seed, long[] highest) implements Serializable {

  /** Pixels, about: twice that fits into half the heap that the templates of conf/ give. */
  static final long MOST_BYTES = 512L << 20;

  /** Of a rare class, where there is room for as many of each. */
  private static final long FEW = 1000;

  /**
   * Decides.
   *
   * @param counts images of each class
   * @param most bytes of all pixels together, exceeded by half at most
   */
  static JudgeImages of(long seed, long[] counts, ImageShape shape, long most) {
    long fit = Math.max(1, most / shape.size());
    long total = LongStream.of(counts).sum();
    double share = Math.min(1, (double) fit / total);
    double few = Math.min(FEW, fit / (2.0 * counts.length));
    return new JudgeImages(
        seed,
        Arrays.stream(counts)
            .map(count -> lot(count == 0 ? 1 : Math.max(share, few / count)))
            .toArray());
  }

  private static long lot(double share) {
    // Twice, since a long holds no more than half of their number.
    long half = (long) (share * 0x1p63);
    return share >= 1 ? Long.MAX_VALUE : Long.MIN_VALUE + half + half;
  }

  /** Whether all images are taken. */
  boolean all() {
    return LongStream.of(highest).allMatch(lot -> lot == Long.MAX_VALUE);
  }

  /** Those of a block. */
  NumberedImages of(NumberedImages block) {
    if (all()) {
      return block;
    }
    LabelledImages images = block.images();
    int[] taken =
        IntStream.range(0, images.size())
            .filter(
                i ->
                    ChosenPositions.lot(seed, ChosenPositions.Draw.JUDGE, block.number(i))
                        <= highest[images.label(i)])
            .toArray();
    return new NumberedImages(block.first(), images.chosen(taken));
  }
}
