package org.sparkddpm.jobs.generate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkddpm.diffusion.Denoiser;

/**
 * Single samples that {@code --samples} asks for, by their classes and indices: those that a run of
 * more samples has there too.
 *
 * @param ranges in the order in which they are given
 */
public record GivenSamples(List<Range> ranges) {

  private static final String FLAG = "--samples";
  private static final String REMEDY =
      "give class and index such as 4:17, or a range of indices such as 4:10-19";

  private static final Pattern RANGE = Pattern.compile("(.+):\\s*(\\d{1,15})(?:-(\\d{1,15}))?");

  /**
   * Samples of a class that follow each other.
   *
   * @param name name or number of the class, or {@code none}
   * @param first index of the first one
   * @param last index of the last one
   */
  record Range(String name, long first, long last) {}

  /** Copies. */
  public GivenSamples {
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads ranges between commas.
   *
   * @throws IllegalArgumentException naming what is none
   */
  public static GivenSamples parse(String text) {
    return new GivenSamples(Arrays.stream(text.split(",", -1)).map(GivenSamples::range).toList());
  }

  private static Range range(String text) {
    Matcher range = RANGE.matcher(text.strip());
    if (!range.matches()) {
      throw new IllegalArgumentException("'" + text.strip() + "' is no sample; " + REMEDY);
    }
    long first = Long.parseLong(range.group(2));
    long last = range.group(3) == null ? first : Long.parseLong(range.group(3));
    if (last < first) {
      throw new IllegalArgumentException(
          "the range '" + text.strip() + "' is backwards; " + REMEDY);
    }
    return new Range(range.group(1).strip(), first, last);
  }

  /**
   * What a run makes of each class.
   *
   * @throws IllegalArgumentException if the model has no such class, one is given twice, or samples
   *     with a class and without one are asked for together
   */
  ClassCounts of(KnownClasses known) {
    SortedMap<Integer, Range> byLabel = new TreeMap<>();
    for (Range range : ranges) {
      if (byLabel.put(label(range, known), range) != null) {
        throw new IllegalArgumentException(
            "%s names the class '%s' twice; give one range of each class, and several runs"
                .formatted(FLAG, range.name()));
      }
    }
    if (byLabel.containsKey(Denoiser.NO_LABEL) && byLabel.size() > 1) {
      throw new IllegalArgumentException(
          FLAG + " asks for samples of classes and for some without one; give one or the other");
    }
    return new ClassCounts(
        List.copyOf(byLabel.keySet()),
        byLabel.values().stream().map(range -> range.last() - range.first() + 1).toList(),
        byLabel.values().stream().map(Range::first).toList());
  }

  private static int label(Range range, KnownClasses known) {
    return new ClassSelection(List.of(range.name())).isNone(known)
        ? Denoiser.NO_LABEL
        : known.label(range.name(), FLAG);
  }

  @Override
  public String toString() {
    return String.join(
        ",",
        ranges.stream()
            .map(
                range ->
                    String.format(
                        Locale.ROOT, "%s:%d-%d", range.name(), range.first(), range.last()))
            .toList());
  }
}
