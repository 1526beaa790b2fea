package org.sparkddpm.jobs.samples;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.List;
import java.util.Locale;
import java.util.RandomAccess;

/**
 * One piece of work and one file: samples {@code first} to {@code first + count - 1} of a label.
 *
 * @param label of all of them
 * @param first index of the first one within the label, from 0
 * @param count how many, at least 1
 */
public record SampleUnit(int label, long first, int count) implements Serializable {

  private static final String SUFFIX = ".parquet";
  private static final long AIMED_UNITS = 200;

  /** More would be more tasks than a driver keeps count of. */
  private static final long MOST_UNITS = 1_000_000;

  /** Of a unit that the job may choose: a task holds it in memory. */
  private static final long MOST_CHOSEN = 1 << 20;

  /**
   * Cuts a run into units, as a function of the run alone so that a run is continued by any
   * cluster.
   *
   * @param labels in the order of the run
   * @param perLabel samples of each label
   * @param batchSize samples that the network sees at once
   * @param samplesPerFile most samples of a unit, rounded up to whole batches; 0 for about 200
   *     units in all, of a million samples at most
   * @return the units, made as they are asked for
   * @throws IllegalArgumentException if they are more than a million
   */
  public static List<SampleUnit> plan(
      List<Integer> labels, long perLabel, int batchSize, int samplesPerFile) {
    double total = (double) perLabel * labels.size();
    long wanted =
        samplesPerFile > 0 ? samplesPerFile : (long) Math.min(total / AIMED_UNITS, MOST_CHOSEN);
    long batches = Math.max(1, (wanted + batchSize - 1) / batchSize);
    int size = (int) Math.min(batches * batchSize, Integer.MAX_VALUE / 2);
    long unitsPerLabel = (perLabel - 1) / size + 1;
    if (unitsPerLabel > MOST_UNITS / labels.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d samples of each of %d labels, %d to a file, are more than %d files; give a larger"
                  + " --samples-per-file, or a smaller --per-class and several runs",
              perLabel,
              labels.size(),
              size,
              MOST_UNITS));
    }
    return new Units(List.copyOf(labels), perLabel, size, (int) unitsPerLabel);
  }

  /** The units of a run by their number, none of which is kept. */
  private static final class Units extends AbstractList<SampleUnit> implements RandomAccess {

    private final List<Integer> labels;
    private final long perLabel;
    private final int size;
    private final int unitsPerLabel;

    Units(List<Integer> labels, long perLabel, int size, int unitsPerLabel) {
      this.labels = labels;
      this.perLabel = perLabel;
      this.size = size;
      this.unitsPerLabel = unitsPerLabel;
    }

    @Override
    public SampleUnit get(int number) {
      long first = (long) (number % unitsPerLabel) * size;
      return new SampleUnit(
          labels.get(number / unitsPerLabel), first, (int) Math.min(size, perLabel - first));
    }

    @Override
    public int size() {
      return labels.size() * unitsPerLabel;
    }
  }

  /** The file's place in the run's folder. */
  public String path() {
    return String.format(Locale.ROOT, "label=%d/part-%09d-%d%s", label, first, count, SUFFIX);
  }

  /** Whether a file of that name holds a unit. */
  public static boolean isParquet(String name) {
    return name.endsWith(SUFFIX);
  }
}
