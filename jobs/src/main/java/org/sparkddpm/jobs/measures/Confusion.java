package org.sparkddpm.jobs.measures;

import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How often images of each label were taken for each class; what did not happen takes no memory, as
 * most of what can happen with many classes. Not thread-safe.
 */
public final class Confusion implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int classes;
  private final TreeMap<Integer, TreeMap<Integer, Long>> rows = new TreeMap<>();

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
    add(Objects.checkIndex(label, classes), Objects.checkIndex(predicted, classes), 1L);
  }

  /** Counts all that another one has. */
  public void add(Confusion other) {
    other.rows.forEach(
        (label, row) -> row.forEach((predicted, count) -> add(label, predicted, count)));
  }

  private void add(int label, int predicted, long count) {
    rows.computeIfAbsent(label, absent -> new TreeMap<>()).merge(predicted, count, Long::sum);
  }

  /** The labels that have images, in their order. */
  public NavigableSet<Integer> labels() {
    return Collections.unmodifiableNavigableSet(rows.navigableKeySet());
  }

  /** For each class how many of a label's images were taken for it; index = class. */
  public long[] row(int label) {
    long[] counts = new long[classes];
    takenFor(label).forEach((predicted, count) -> counts[predicted] = count);
    return counts;
  }

  /** The classes that a label's images were taken for, each with how many. */
  public NavigableMap<Integer, Long> takenFor(int label) {
    return Collections.unmodifiableNavigableMap(rows.getOrDefault(label, new TreeMap<>()));
  }

  /** The share of a label's images that were taken for it; empty where there are none. */
  public Optional<Share> agreement(int label) {
    return Optional.ofNullable(rows.get(label))
        .map(
            row ->
                new Share(
                    row.getOrDefault(label, 0L),
                    row.values().stream().mapToLong(Long::longValue).sum()));
  }

  /** The share of the images of some labels that were taken for theirs; empty if there are none. */
  public Optional<Share> agreement(Collection<Integer> labels) {
    return labels.stream().map(this::agreement).flatMap(Optional::stream).reduce(Share::plus);
  }

  /** The share of all images that were taken for what they are; empty if there are none. */
  public Optional<Share> agreement() {
    return agreement(rows.keySet());
  }

  /**
   * The share that it would be if the labels were mixed otherwise: the mean of their shares, each
   * with a weight.
   *
   * @param mixture images of each label; labels without images here do not count
   * @return empty if there are none
   */
  public OptionalDouble agreementAs(Map<Integer, Long> mixture) {
    double sum = 0;
    long weights = 0;
    for (Map.Entry<Integer, Long> part : mixture.entrySet()) {
      Optional<Share> share = agreement(part.getKey());
      if (share.isPresent()) {
        sum += part.getValue() * share.get().value();
        weights += part.getValue();
      }
    }
    return weights == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / weights);
  }
}
