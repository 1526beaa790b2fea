package org.sparkddpm.jobs.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sparkddpm.jobs.evaluate.JudgedBlock.Doubtful;
import org.sparkddpm.jobs.measures.Confusion;

/**
 * Adds up what the judge says of the blocks of a set, whatever order they come in: of a single
 * block nothing is kept but its compared images. Not thread-safe; Spark adds up in place.
 */
final class JudgedSet implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int DOUBTFUL = 20;

  private final Confusion confusion;
  private final List<Part> compared = new ArrayList<>();
  private List<Doubtful> doubtful = List.of();

  /** The compared images of a block. */
  private record Part(long first, ComparedImages images) implements Serializable {}

  /** Of no images. */
  JudgedSet(int classes) {
    this.confusion = new Confusion(classes);
  }

  JudgedSet add(JudgedBlock block) {
    confusion.add(block.confusion());
    doubtful = leastSure(doubtful, block.doubtful());
    compared.add(new Part(block.first(), block.compared()));
    return this;
  }

  JudgedSet add(JudgedSet other) {
    confusion.add(other.confusion);
    doubtful = leastSure(doubtful, other.doubtful);
    compared.addAll(other.compared);
    return this;
  }

  private static List<Doubtful> leastSure(List<Doubtful> some, List<Doubtful> more) {
    List<Doubtful> all = new ArrayList<>(some);
    all.addAll(more);
    all.sort(Doubtful.ORDER);
    return new ArrayList<>(all.subList(0, Math.min(DOUBTFUL, all.size())));
  }

  /** All blocks as one. */
  JudgedBlock whole() {
    return new JudgedBlock(
        0,
        confusion,
        List.copyOf(doubtful),
        ComparedImages.joined(
            compared.stream()
                .sorted(Comparator.comparingLong(Part::first))
                .map(Part::images)
                .toList()));
  }
}
