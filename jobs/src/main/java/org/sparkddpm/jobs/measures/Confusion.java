package org.sparkddpm.jobs.measures;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often images of each label were taken for each class. Not thread-safe. */
public final class Confusion implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int classes;
  private final TreeMap<Integer, long[]> rows = new TreeMap<>();

  /**
   * Nothing counted yet.
   *
   * @param classes labels and predictions are below it
   */
  public Confusion(int classes) {
    this.classes = classes;
  }

  /** Labels and predictions are below it. */
  public int classes() {
    return classes;
  }

  /** Counts an image. */
  public void add(int label, int predicted) {
    Objects.checkIndex(label, classes);
    rows.computeIfAbsent(label, absent -> new long[classes])[predicted]++;
  }

  /** Counts all that another one has. */
  public void add(Confusion other) {
    other.rows.forEach(
        (label, counts) -> {
          long[] row = rows.computeIfAbsent(label, absent -> new long[classes]);
          Arrays.setAll(row, predicted -> row[predicted] + counts[predicted]);
        });
  }

  /** For each label that has images, how many were taken for each class. */
  public SortedMap<Integer, long[]> rows() {
    SortedMap<Integer, long[]> copies = new TreeMap<>();
    rows.forEach((label, counts) -> copies.put(label, counts.clone()));
    return copies;
  }

  /** The share of a label's images that were taken for it; empty where there are none. */
  public Optional<Share> agreement(int label) {
    return Optional.ofNullable(rows.get(label))
        .map(row -> new Share(row[label], Arrays.stream(row).sum()));
  }

  /** The share of the images of some labels that were taken for theirs; empty if there are none. */
  public Optional<Share> agreement(Collection<Integer> labels) {
    return labels.stream().map(this::agreement).flatMap(Optional::stream).reduce(Share::plus);
  }

  /** The share of all images that were taken for what they are; empty if there are none. */
  public Optional<Share> agreement() {
    return agreement(rows.keySet());
  }
}
