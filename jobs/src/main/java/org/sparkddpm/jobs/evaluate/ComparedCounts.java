package org.sparkddpm.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many images of each class are compared: of the samples, of the training and of the test
 * images the same numbers, so that neither the size of a set nor its mixture of classes makes a
 * difference.
 *
 * @param ofLabel by label; those with none are left out
 */
record ComparedCounts(SortedMap<Integer, Long> ofLabel) {

  /** Fewer have no neighbourhoods. */
  private static final long FEWEST = 10;

  /**
   * As many as there are everywhere, but not more than a limit in all.
   *
   * @throws IllegalArgumentException if they are too few to say anything
   */
  static ComparedCounts of(SampleSet samples, long[] train, long[] test, long limit) {
    SortedMap<Integer, Long> common = new TreeMap<>();
    for (int label : samples.labels()) {
      common.put(label, Math.min(samples.count(label), Math.min(train[label], test[label])));
    }
    ComparedCounts counts = new ComparedCounts(limited(common, limit));
    if (counts.total() < FEWEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d images of each set are too few to compare; give more samples or more test images, at least %d in all",
              counts.total(),
              FEWEST));
    }
    return counts;
  }

  /** The same mixture of labels, not more than a limit in all, but one of each label at least. */
  static SortedMap<Integer, Long> limited(SortedMap<Integer, Long> common, long limit) {
    long total = common.values().stream().mapToLong(Long::longValue).sum();
    SortedMap<Integer, Long> limited = new TreeMap<>();
    common.forEach(
        (label, count) -> {
          // One at least, so that no class drops out for being rare.
          long some = total <= limit ? count : Math.max(1, count * limit / total);
          if (count > 0) {
            limited.put(label, some);
          }
        });
    return limited;
  }

  long total() {
    return ofLabel.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Labels of which one of the sets has no image to compare. */
  List<Integer> leftOut(SampleSet samples) {
    List<Integer> absent = new ArrayList<>(samples.labels());
    absent.removeAll(ofLabel.keySet());
    return absent;
  }
}
