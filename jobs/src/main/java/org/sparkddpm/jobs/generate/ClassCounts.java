package org.sparkddpm.jobs.generate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.images.ClassNames;

/**
 * How many samples are to be made of each class.
 *
 * @param labels ascending, each once
 * @param counts samples of each of them, at least 1
 * @param firsts index of the first one of each of them
 */
record ClassCounts(List<Integer> labels, List<Long> counts, List<Long> firsts) {

  /** At most so many classes are named in a message. */
  private static final int NAMED = 10;

  /** The first samples of each class. */
  ClassCounts(List<Integer> labels, List<Long> counts) {
    this(labels, counts, Collections.nCopies(labels.size(), 0L));
  }

  /** As many of each class. */
  static ClassCounts even(List<Integer> labels, long perClass) {
    return new ClassCounts(labels, Collections.nCopies(labels.size(), perClass));
  }

  /**
   * Of some classes.
   *
   * @param wanted samples by label; 0 leaves a class out
   */
  static ClassCounts of(SortedMap<Integer, Long> wanted) {
    List<Integer> labels = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    wanted.forEach(
        (label, count) -> {
          if (count > 0) {
            labels.add(label);
            counts.add(count);
          }
        });
    return new ClassCounts(labels, counts);
  }

  boolean isEmpty() {
    return labels.isEmpty();
  }

  /** Samples of the class that has most. */
  long most() {
    return Collections.max(counts);
  }

  /** The counts, or none where they are all the same. */
  List<Long> uneven() {
    return counts.stream().distinct().count() < 2 ? List.of() : counts;
  }

  /** The first indices, or none where all are 0. */
  List<Long> later() {
    return firsts.stream().allMatch(first -> first == 0) ? List.of() : firsts;
  }

  /**
   * Refuses what MNIST's format cannot hold, which has a byte for a label and four, with a sign,
   * for the number of images.
   *
   * @throws IllegalArgumentException naming what it cannot hold, and its bound
   */
  void requireFitsIdx() {
    if (labels.contains(Denoiser.NO_LABEL)) {
      throw new IllegalArgumentException(
          "--format idx cannot hold images without a class; give parquet");
    }
    int highest = Collections.max(labels);
    if (highest > 255) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--format idx cannot hold label %d, its highest is 255; give parquet, or other"
                  + " --classes",
              highest));
    }
    double total = counts.stream().mapToDouble(Long::doubleValue).sum();
    if (total > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--format idx cannot hold %s of %d classes, its most is %d images; give parquet, or"
                  + " several runs",
              uneven().isEmpty() ? most() + " samples of each" : "up to " + most() + " samples",
              labels.size(),
              Integer.MAX_VALUE));
    }
  }

  /**
   * In short, such as {@code 1,000 of each} or {@code cat 5,000, dog 200}; of many classes the
   * first and the bounds.
   */
  String said(ClassNames names) {
    if (uneven().isEmpty()) {
      return labels.contains(Denoiser.NO_LABEL)
          ? String.format(Locale.ROOT, "%,d without a class", most())
          : String.format(Locale.ROOT, "%,d of each", most());
    }
    List<String> first = new ArrayList<>();
    int named = Math.min(NAMED, labels.size());
    for (int i = 0; i < named; i++) {
      first.add(String.format(Locale.ROOT, "%s %,d", names.of(labels.get(i)), counts.get(i)));
    }
    return String.join(", ", first)
        + (named == labels.size()
            ? ""
            : String.format(
                Locale.ROOT,
                " and %,d more classes; %,d to %,d of each",
                labels.size() - named,
                Collections.min(counts),
                most()));
  }
}
