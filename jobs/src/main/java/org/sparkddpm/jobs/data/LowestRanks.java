package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.sparkddpm.images.LabelledImages;

/**
 * The lowest ranks of each class's images, ascending: what a limit is found from that holds out
 * just as many as it should of a class that is not large.
 *
 * @param kept of each class at most
 */
record LowestRanks(int kept, Map<Integer, List<Long>> byLabel) implements Serializable {

  private static final int MOST_KEPT = 128;
  private static final int LEAST_KEPT = 8;

  /** Of all classes together, so that there is room for those of many classes. */
  private static final int ALL_KEPT = 500_000;

  /** Of no images, of so many classes in all. */
  static LowestRanks none(int classes) {
    return new LowestRanks(Math.max(LEAST_KEPT, Math.min(MOST_KEPT, ALL_KEPT / classes)), Map.of());
  }

  /** All of them together. */
  static List<LowestRanks> sum(Iterator<LowestRanks> all) {
    LowestRanks sum = null;
    while (all.hasNext()) {
      LowestRanks next = all.next();
      sum = sum == null ? next : sum.plus(next);
    }
    return sum == null ? List.of() : List.of(sum);
  }

  /** Those of a block. */
  static LowestRanks of(ImageBlock block, boolean opacity, Map<String, Integer> labels, long seed) {
    int kept = none(labels.size()).kept;
    Map<Integer, PriorityQueue<Long>> queues = new HashMap<>();
    LabelledImages images = block.images(opacity);
    for (int i = 0; i < images.size(); i++) {
      int label = labels.get(block.texts().get(images.label(i)));
      PriorityQueue<Long> queue =
          queues.computeIfAbsent(label, key -> new PriorityQueue<>(Collections.reverseOrder()));
      queue.add(HoldOut.rank(seed, images.image(i)));
      if (queue.size() > kept) {
        queue.remove();
      }
    }
    Map<Integer, List<Long>> sorted = new HashMap<>();
    queues.forEach((label, queue) -> sorted.put(label, queue.stream().sorted().toList()));
    return new LowestRanks(kept, sorted);
  }

  /** The lowest of both. */
  LowestRanks plus(LowestRanks other) {
    Map<Integer, List<Long>> sums = new HashMap<>(byLabel);
    other.byLabel.forEach(
        (label, ranks) ->
            sums.merge(
                label,
                ranks,
                (some, more) ->
                    Stream.concat(some.stream(), more.stream()).sorted().limit(kept).toList()));
    return new LowestRanks(kept, sums);
  }

  /** Those of a class, ascending. */
  List<Long> of(int label) {
    return byLabel.getOrDefault(label, List.of());
  }
}
