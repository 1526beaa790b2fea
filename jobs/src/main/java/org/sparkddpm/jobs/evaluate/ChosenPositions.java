package org.sparkddpm.jobs.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/**
 * Some images of a set, by their positions.
 *
 * @param sorted each once
 */
record ChosenPositions(long[] sorted) implements Serializable {

  /** What images are drawn for. */
  enum Draw {
    /** To be compared, from the training images. */
    COMPARED_TRAIN(0),
    /** To be compared, from the test images. */
    COMPARED_TEST(1),
    /** To train classifiers on, from the training images. */
    CLASSIFIERS(2),
    /** To train a judge on, from training images that are too many for it. */
    JUDGE(3);

    /** Part of the streams' derivation. */
    private final int code;

    Draw(int code) {
      this.code = code;
    }
  }

  /** An image with its number in the lottery. */
  private record Lot(int label, long number, long position) implements Serializable {
    static final Comparator<Lot> ORDER =
        Comparator.comparingLong(Lot::number).thenComparingLong(Lot::position);
  }

  /** The first samples of each label. */
  static ChosenPositions of(SampleSet samples, SortedMap<Integer, Long> counts) {
    return new ChosenPositions(
        counts.entrySet().stream()
            .flatMapToLong(count -> Arrays.stream(samples.first(count.getKey(), count.getValue())))
            .sorted()
            .toArray());
  }

  /**
   * Draws images of each label, each image's lot a function of the seed, the purpose and the
   * image's position.
   *
   * @param counts how many of each label
   */
  static ChosenPositions draw(
      JavaRDD<NumberedImages> blocks, long seed, Draw draw, SortedMap<Integer, Long> counts) {
    Map<Integer, Long> wanted = new TreeMap<>(counts);
    List<Lot> lots =
        blocks.mapPartitions(some -> best(lots(some, seed, draw), wanted).iterator()).collect();
    return new ChosenPositions(
        best(lots, wanted).stream().mapToLong(Lot::position).sorted().toArray());
  }

  /** The lot of an image in a drawing, all longs equally likely. */
  static long lot(long seed, Draw draw, long position) {
    RandomStream random = RandomStream.of(seed, Purpose.COMPARISON, draw.code, position);
    return ((long) random.nextInt() << Integer.SIZE) | (random.nextInt() & 0xFFFFFFFFL);
  }

  private static List<Lot> lots(Iterator<NumberedImages> blocks, long seed, Draw draw) {
    List<Lot> lots = new ArrayList<>();
    while (blocks.hasNext()) {
      NumberedImages block = blocks.next();
      for (int i = 0; i < block.images().size(); i++) {
        long position = block.number(i);
        lots.add(new Lot(block.images().label(i), lot(seed, draw, position), position));
      }
    }
    return lots;
  }

  /** Of each label the lots with the least numbers. */
  private static List<Lot> best(List<Lot> lots, Map<Integer, Long> wanted) {
    Map<Integer, List<Lot>> byLabel = new TreeMap<>();
    for (Lot lot : lots) {
      if (wanted.containsKey(lot.label())) {
        byLabel.computeIfAbsent(lot.label(), absent -> new ArrayList<>()).add(lot);
      }
    }
    List<Lot> best = new ArrayList<>();
    byLabel.forEach(
        (label, all) -> all.stream().sorted(Lot.ORDER).limit(wanted.get(label)).forEach(best::add));
    return best;
  }

  boolean has(long position) {
    return Arrays.binarySearch(sorted, position) >= 0;
  }

  /** Whether one of them is from a position on and before another. */
  boolean hasAny(long from, long to) {
    int at = Arrays.binarySearch(sorted, from);
    int next = at < 0 ? -at - 1 : at;
    return next < sorted.length && sorted[next] < to;
  }

  int size() {
    return sorted.length;
  }

  /** Which images of a block are among them. */
  int[] within(NumberedImages block) {
    return LongStream.range(0, block.images().size())
        .filter(i -> has(block.number((int) i)))
        .mapToInt(i -> (int) i)
        .toArray();
  }
}
