package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkddpm.images.LabelledImages;

/**
 * How many images a selection takes of each block, and of each class in all. Not thread-safe; Spark
 * adds up in place.
 */
final class SetCounts implements Serializable {

  private static final long serialVersionUID = 1L;

  private final List<BlockSize> blocks = new ArrayList<>();
  private final Map<Integer, Long> classes = new TreeMap<>();

  /**
   * Of all images of a part.
   *
   * @param labels what the texts of its blocks stand for
   */
  static SetCounts of(PartFacts facts, Map<String, Integer> labels) {
    SetCounts counts = new SetCounts();
    counts.blocks.addAll(facts.blocks());
    facts
        .labels()
        .forEach((text, count) -> counts.classes.merge(labels.get(text), count, Long::sum));
    return counts;
  }

  /** Adds what a selection takes of a block. */
  SetCounts add(ImageBlock block, Selection selection) {
    LabelledImages images = selection.of(block);
    blocks.add(new BlockSize(block.facts().place(), images.size()));
    for (int i = 0; i < images.size(); i++) {
      classes.merge(images.label(i), 1L, Long::sum);
    }
    return this;
  }

  /** Adds all of others. */
  SetCounts add(SetCounts other) {
    blocks.addAll(other.blocks);
    other.classes.forEach((label, count) -> classes.merge(label, count, Long::sum));
    return this;
  }

  /** The number of each block's first image in the set. */
  SortedMap<BlockPlace, Long> firsts() {
    Collections.sort(blocks);
    SortedMap<BlockPlace, Long> firsts = new TreeMap<>();
    long next = 0;
    for (BlockSize block : blocks) {
      firsts.put(block.place(), next);
      next += block.images();
    }
    return firsts;
  }

  /** Images of each of so many classes; index = label. */
  long[] ofClasses(int count) {
    long[] counts = new long[count];
    classes.forEach((label, images) -> counts[label] = images);
    return counts;
  }
}
