package org.sparkddpm.jobs.samples;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

  /**
   * Cuts a run into units, as a function of the run alone so that a run is continued by any
   * cluster.
   *
   * @param labels in the order of the run
   * @param perLabel samples of each label
   * @param batchSize samples that the network sees at once
   * @param samplesPerFile most samples of a unit, rounded up to whole batches; 0 for about 200
   *     units in all
   */
  public static List<SampleUnit> plan(
      List<Integer> labels, long perLabel, int batchSize, int samplesPerFile) {
    long wanted = samplesPerFile > 0 ? samplesPerFile : perLabel * labels.size() / AIMED_UNITS;
    long batches = Math.max(1, (wanted + batchSize - 1) / batchSize);
    long size = Math.min(batches * batchSize, Integer.MAX_VALUE / 2);
    List<SampleUnit> units = new ArrayList<>();
    for (int label : labels) {
      for (long first = 0; first < perLabel; first += size) {
        units.add(new SampleUnit(label, first, (int) Math.min(size, perLabel - first)));
      }
    }
    return units;
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
