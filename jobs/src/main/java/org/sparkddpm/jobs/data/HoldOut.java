package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/**
 * Which images of a set that has no test images are held out from training: of each class a tenth.
 * An image is held out if its rank, a number drawn for its pixels, is at most its class's limit. So
 * neither the order of the images nor their files make a difference, and images that are doubled
 * stay together.
 *
 * @param seed of the ranks
 * @param limits the highest rank that is held out, by label; a class that has none is trained on
 *     whole
 */
record HoldOut(long seed, Map<Integer, Long> limits) implements Serializable {

  private static final int SHARE = 10;

  /** Tasks that put ranks together. */
  private static final int FEW = 64;

  /** The limit that holds a tenth out of very many. */
  private static final long TENTH = Long.MAX_VALUE / SHARE;

  /**
   * Decides.
   *
   * @param labels what the texts of the blocks stand for
   * @throws InvalidImagesException if there are too few images
   * @throws IOException if the executors cannot read them
   */
  static HoldOut of(ReadPart part, Map<String, Integer> labels, long seed) throws IOException {
    Map<Integer, Long> counts = counts(part, labels);
    boolean opacity = part.opacity();
    LowestRanks lowest =
        ReadPart.collected(
                part.blocks()
                    .map(block -> LowestRanks.of(block, opacity, labels, seed))
                    .coalesce(FEW)
                    .mapPartitions(ranks -> LowestRanks.sum(ranks).iterator()),
                "rank " + part.part().source(),
                part.part().source())
            .stream()
            .reduce(LowestRanks.none(labels.size()), LowestRanks::plus);
    Map<Integer, Long> limits = new HashMap<>();
    counts.forEach((label, count) -> limit(lowest.of(label), count, label, limits));
    if (limits.isEmpty()) {
      wholeSet(lowest, counts, limits);
    }
    limits.entrySet().removeIf(limit -> takesAll(lowest.of(limit.getKey()), counts, limit));
    if (limits.isEmpty()) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: %d images in %d classes are too few to hold out some of them for validation; give"
                  + " five images of a class at least, or images to test on",
              part.part().source(),
              part.size(),
              counts.size()));
    }
    return new HoldOut(seed, limits);
  }

  private static Map<Integer, Long> counts(ReadPart part, Map<String, Integer> labels) {
    Map<Integer, Long> counts = new HashMap<>();
    part.facts()
        .labels()
        .forEach((text, count) -> counts.merge(labels.get(text), count, Long::sum));
    return counts;
  }

  /** A tenth of a class, rounded; so that one of four images or fewer is left as it is. */
  private static void limit(List<Long> lowest, long count, int label, Map<Integer, Long> limits) {
    long wanted = (count + SHARE / 2) / SHARE;
    if (wanted > 0 && wanted >= lowest.size()) {
      limits.put(label, TENTH);
    } else if (wanted > 0) {
      limits.put(label, lowest.get((int) wanted - 1));
    }
  }

  /** Whether training keeps no image of a class: all are equal, or it has just one. */
  private static boolean takesAll(
      List<Long> lowest, Map<Integer, Long> counts, Map.Entry<Integer, Long> limit) {
    boolean complete = lowest.size() == counts.get(limit.getKey());
    // Of a large class the lowest ranks are expected to be held out; not so if they are all one.
    long needed = complete || limit.getValue() != TENTH ? lowest.size() - 1 : 0;
    boolean equal = lowest.get(0).equals(lowest.get(lowest.size() - 1));
    return lowest.get((int) needed) <= limit.getValue() && (needed > 0 || complete || equal);
  }

  /** A tenth of all images together, where no class has as many as five. */
  private static void wholeSet(
      LowestRanks lowest, Map<Integer, Long> counts, Map<Integer, Long> limits) {
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    List<Long> ranks = new ArrayList<>();
    counts.keySet().forEach(label -> ranks.addAll(lowest.of(label)));
    ranks.sort(null);
    Map<Integer, Long> limit = new HashMap<>();
    limit(ranks, all, 0, limit);
    limit.values().forEach(highest -> counts.keySet().forEach(label -> limits.put(label, highest)));
  }

  /** The rank of an image, 0 to 2^63 - 1, all equally likely. */
  static long rank(long seed, byte[] pixels) {
    Fingerprint hash = Fingerprint.of(pixels);
    RandomStream stream = RandomStream.of(seed, Purpose.HOLD_OUT, hash.high(), hash.low());
    long high = stream.nextInt() & 0x7FFF_FFFFL;
    return (high << Integer.SIZE) | (stream.nextInt() & 0xFFFF_FFFFL);
  }

  /** Whether an image is held out. */
  boolean holds(LabelledImages images, int i) {
    Long limit = limits.get(images.label(i));
    return limit != null && rank(seed, images.image(i)) <= limit;
  }
}
