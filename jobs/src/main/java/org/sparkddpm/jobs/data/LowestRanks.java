package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.sparkddpm.images.LabelledImages;

/**
 * The lowest ranks of each class's images, ascending, at most {@value #KEPT} of them: what a limit
 * is found from that holds out just as many as it should of a class that is not large.
 */
record LowestRanks(Map<Integer, List<Long>> byLabel) implements Serializable {

  static final LowestRanks NONE = new LowestRanks(Map.of());

  private static final int KEPT = 128;

  /** Those of a block. */
  static LowestRanks of(ImageBlock block, boolean opacity, Map<String, Integer> labels, long seed) {
    Map<Integer, PriorityQueue<Long>> queues = new HashMap<>();
    LabelledImages images = block.images(opacity);
    for (int i = 0; i < images.size(); i++) {
      int label = labels.get(block.texts().get(images.label(i)));
      PriorityQueue<Long> queue =
          queues.computeIfAbsent(label, key -> new PriorityQueue<>(Collections.reverseOrder()));
      queue.add(HoldOut.rank(seed, images.image(i)));
      if (queue.size() > KEPT) {
        queue.remove();
      }
    }
    Map<Integer, List<Long>> sorted = new HashMap<>();
    queues.forEach((label, queue) -> sorted.put(label, queue.stream().sorted().toList()));
    return new LowestRanks(sorted);
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
                    Stream.concat(some.stream(), more.stream()).sorted().limit(KEPT).toList()));
    return new LowestRanks(sums);
  }

  /** Those of a class, ascending. */
  List<Long> of(int label) {
    return byLabel.getOrDefault(label, List.of());
  }
}
