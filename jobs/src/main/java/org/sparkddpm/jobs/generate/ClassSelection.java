package org.sparkddpm.jobs.generate;

import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.sparkddpm.images.LabelledImages;

/**
 * The classes to generate images of.
 *
 * @param labels the labels, ascending and each once; empty for all classes of the model
 */
public record ClassSelection(List<Integer> labels) {
  /** Every class that the model knows. */
  public static final ClassSelection ALL = new ClassSelection(List.of());

  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:\\s*-\\s*(\\d{1,5}))?");
  private static final String REMEDY = "give all, or labels and ranges such as 0-9 or 1,3,5-7";

  /**
   * Sorts the labels.
   *
   * @throws IllegalArgumentException when one is negative
   */
  public ClassSelection {
    NavigableSet<Integer> sorted = new TreeSet<>(labels);
    if (!sorted.isEmpty() && sorted.first() < 0) {
      throw new IllegalArgumentException("label " + sorted.first() + " is negative; " + REMEDY);
    }
    labels = List.copyOf(sorted);
  }

  /**
   * Reads {@code all}, or labels and ranges between commas, both ends of a range included.
   *
   * @throws IllegalArgumentException when the text is neither
   */
  public static ClassSelection parse(String text) {
    if (text.strip().equals("all")) {
      return ALL;
    }
    NavigableSet<Integer> labels = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      if (!range.matches()) {
        throw new IllegalArgumentException("'" + part.strip() + "' is no label; " + REMEDY);
      }
      int first = label(range.group(1));
      int last = range.group(2) == null ? first : label(range.group(2));
      if (last < first) {
        throw new IllegalArgumentException("range '" + part.strip() + "' is backwards; " + REMEDY);
      }
      IntStream.rangeClosed(first, last).forEach(labels::add);
    }
    return new ClassSelection(List.copyOf(labels));
  }

  /**
   * Reads one label.
   *
   * @throws IllegalArgumentException when the text is none that any model could know
   */
  static int label(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) >= LabelledImages.MAX_CLASSES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "give labels from 0 to %d, such as 3 or 3,5",
              LabelledImages.MAX_CLASSES - 1));
    }
    return Integer.parseInt(text);
  }

  /**
   * The labels for a model of so many classes.
   *
   * @throws IllegalArgumentException when a label is not below the number of classes
   */
  public List<Integer> of(int classes) {
    if (labels.isEmpty()) {
      return IntStream.range(0, classes).boxed().toList();
    }
    int last = labels.get(labels.size() - 1);
    if (last >= classes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--classes names label %d, but the model knows the labels 0-%d; leave it out",
              last,
              classes - 1));
    }
    return labels;
  }
}
