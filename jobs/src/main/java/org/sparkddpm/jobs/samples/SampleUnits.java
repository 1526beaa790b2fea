package org.sparkddpm.jobs.samples;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.RandomAccess;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkddpm.diffusion.Denoiser;

/**
 * What a run is cut into: its units in the order of the labels and indices, each computed from its
 * number when it is asked for. A function of the run alone, so that a run is continued by any
 * cluster; as long as the list of its labels, however many samples there are.
 */
public final class SampleUnits extends AbstractList<SampleUnit>
    implements RandomAccess, Serializable {

  private static final long serialVersionUID = 1L;

  private static final long AIMED_UNITS = 200;

  /** The job keeps 40 bytes for each. */
  private static final long MOST_UNITS = 1_000_000;

  /** Of a unit that the job may choose. */
  private static final long MOST_CHOSEN = 1 << 20;

  private static final Pattern PATH =
      Pattern.compile(
          "label=(\\d{1,5}|" + SampleUnit.NO_LABEL + ")/part-(\\d{9,18})-(\\d{1,10})\\.parquet");

  private final int[] labels;
  private final long[] counts;
  private final long[] firsts;
  private final int size;

  /** The number of the first unit after those of each label. */
  private final int[] ends;

  private final Map<Integer, Integer> positions = new HashMap<>();

  private SampleUnits(int[] labels, long[] counts, long[] firsts, int size) {
    this.labels = labels;
    this.counts = counts;
    this.firsts = firsts;
    this.size = size;
    this.ends = new int[labels.length];
    int end = 0;
    for (int i = 0; i < labels.length; i++) {
      end += (int) units(counts[i], size);
      ends[i] = end;
      positions.put(labels[i], i);
    }
  }

  /**
   * Cuts a run of as many samples of each label.
   *
   * @param labels in the order of the run, each once
   * @param perLabel samples of each label, at least 1
   * @param batchSize samples that the network sees at once
   * @param samplesPerFile most samples of a unit, rounded up to whole batches; 0 for about 200
   *     units in all, of a million samples at most
   * @throws IllegalArgumentException if the units are more than a million
   */
  public static SampleUnits even(
      List<Integer> labels, long perLabel, int batchSize, int samplesPerFile) {
    return of(labels, Collections.nCopies(labels.size(), perLabel), batchSize, samplesPerFile);
  }

  /**
   * Cuts a run.
   *
   * @param counts samples of each label, each at least 1; otherwise as {@link #even}
   */
  public static SampleUnits of(
      List<Integer> labels, List<Long> counts, int batchSize, int samplesPerFile) {
    double total = 0;
    for (long count : counts) {
      total += count;
    }
    long wanted =
        samplesPerFile > 0 ? samplesPerFile : (long) Math.min(total / AIMED_UNITS, MOST_CHOSEN);
    long batches = Math.max(1, (wanted + batchSize - 1) / batchSize);
    int size = (int) Math.min(batches * batchSize, Integer.MAX_VALUE / 2);
    long all = 0;
    for (long count : counts) {
      all += Math.min(units(count, size), MOST_UNITS + 1);
    }
    if (all > MOST_UNITS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s, %d to a file, are more than %d files; give a larger --samples-per-file, or fewer"
                  + " samples and several runs",
              said(labels.size(), Collections.min(counts), Collections.max(counts)),
              size,
              MOST_UNITS));
    }
    return new SampleUnits(
        labels.stream().mapToInt(Integer::intValue).toArray(),
        counts.stream().mapToLong(Long::longValue).toArray(),
        new long[labels.size()],
        size);
  }

  /**
   * The same with other indices.
   *
   * @param indices of the first sample of each label, at least 0
   */
  public SampleUnits from(List<Long> indices) {
    return new SampleUnits(
        labels, counts, indices.stream().mapToLong(Long::longValue).toArray(), size);
  }

  private static String said(int labels, long fewest, long most) {
    return fewest == most
        ? String.format(Locale.ROOT, "%d samples of each of %d labels", most, labels)
        : String.format(Locale.ROOT, "%d to %d samples of %d labels", fewest, most, labels);
  }

  private static long units(long count, int size) {
    return (count - 1) / size + 1;
  }

  @Override
  public SampleUnit get(int number) {
    int found = Arrays.binarySearch(ends, number + 1);
    int position = found < 0 ? -found - 1 : found;
    long first = (long) (number - beginAt(position)) * size;
    return new SampleUnit(
        labels[position], firsts[position] + first, (int) Math.min(size, counts[position] - first));
  }

  private int beginAt(int position) {
    return position == 0 ? 0 : ends[position - 1];
  }

  @Override
  public int size() {
    return ends[ends.length - 1];
  }

  /** Samples of the largest unit: what the run is cut into. */
  public int largest() {
    return (int) Math.min(size, Arrays.stream(counts).max().orElseThrow());
  }

  /** Samples of the smallest unit. */
  public int smallest() {
    return labels().stream().mapToInt(label -> get(end(label) - 1).count()).min().orElseThrow();
  }

  /** Samples of all units. */
  public long samples() {
    return Arrays.stream(counts).sum();
  }

  /** The labels in the order of the run. */
  public List<Integer> labels() {
    return Arrays.stream(labels).boxed().toList();
  }

  /** The number of the first unit of a label of the run. */
  public int begin(int label) {
    return beginAt(positions.get(label));
  }

  /** The number after that of the last unit of a label of the run. */
  public int end(int label) {
    return ends[positions.get(label)];
  }

  /**
   * The number of the unit whose file has a path.
   *
   * @param path within the run's folder
   * @return empty if the run has no such unit
   */
  public OptionalInt number(String path) {
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      return OptionalInt.empty();
    }
    int label =
        parts.group(1).equals(SampleUnit.NO_LABEL)
            ? Denoiser.NO_LABEL
            : Integer.parseInt(parts.group(1));
    Integer position = positions.get(label);
    if (position == null) {
      return OptionalInt.empty();
    }
    long first = Long.parseLong(parts.group(2)) - firsts[position];
    if (first < 0 || first >= counts[position]) {
      return OptionalInt.empty();
    }
    int number = (int) (beginAt(position) + first / size);
    return get(number).path().equals(path) ? OptionalInt.of(number) : OptionalInt.empty();
  }
}
