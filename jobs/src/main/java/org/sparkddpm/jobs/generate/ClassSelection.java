package org.sparkddpm.jobs.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.images.LabelledImages;

/**
 * The classes to generate images of.
 *
 * @param parts names, labels and ranges of labels; none for all classes that the model has seen
 */
public record ClassSelection(List<String> parts) {
  /** Every class that the model has seen in training. */
  public static final ClassSelection ALL = new ClassSelection(List.of());

  private static final ClassSelection NONE = new ClassSelection(List.of("none"));

  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})\\s*-\\s*(\\d{1,5})");
  private static final Pattern NO_LABEL = Pattern.compile("-\\d+|\\d{6,}|");
  private static final String REMEDY =
      "give all, none, or names, labels and ranges such as 0-9 or 1,3,5-7";

  /** Copies. */
  public ClassSelection {
    parts = List.copyOf(parts);
  }

  /**
   * Reads {@code all}, {@code none}, or names, labels and ranges between commas, both ends of a
   * range included.
   *
   * @throws IllegalArgumentException when a part is none of these, whatever the model's classes are
   *     called
   */
  public static ClassSelection parse(String text) {
    if (text.strip().equals("all")) {
      return ALL;
    }
    List<String> parts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String stripped = part.strip();
      if (NO_LABEL.matcher(stripped).matches()) {
        throw new IllegalArgumentException("'" + stripped + "' is no class; " + REMEDY);
      }
      Matcher range = RANGE.matcher(stripped);
      if (range.matches() && label(range.group(2)) < label(range.group(1))) {
        throw new IllegalArgumentException("range '" + stripped + "' is backwards; " + REMEDY);
      }
      parts.add(range.matches() ? stripped : single(stripped));
    }
    return new ClassSelection(parts);
  }

  /**
   * Reads one name or label.
   *
   * @throws IllegalArgumentException when the text is neither, whatever the model's classes are
   *     called
   */
  static String single(String text) {
    if (NO_LABEL.matcher(text).matches()) {
      throw new IllegalArgumentException(labels());
    }
    if (text.matches("\\d+")) {
      label(text);
    }
    return text;
  }

  private static int label(String digits) {
    int label = Integer.parseInt(digits);
    if (label >= LabelledImages.MAX_CLASSES) {
      throw new IllegalArgumentException(labels());
    }
    return label;
  }

  private static String labels() {
    return String.format(
        Locale.ROOT,
        "give labels from 0 to %d, such as 3 or 3,5, or names of classes",
        LabelledImages.MAX_CLASSES - 1);
  }

  /** Whether images without a class are meant: {@code none}, unless a class is called so. */
  boolean isNone(KnownClasses known) {
    return equals(NONE) && known.named(NONE.parts.get(0)).isEmpty();
  }

  /**
   * The labels for a model, ascending and each once; {@link Denoiser#NO_LABEL} for none.
   *
   * @throws IllegalArgumentException when the model has no such class
   */
  List<Integer> of(KnownClasses known) {
    if (parts.isEmpty()) {
      return known.seen();
    }
    if (isNone(known)) {
      return List.of(Denoiser.NO_LABEL);
    }
    NavigableSet<Integer> labels = new TreeSet<>();
    for (String part : parts) {
      Matcher range = RANGE.matcher(part);
      if (range.matches() && known.named(part).isEmpty() && known.numbersAreLabels()) {
        int first = known.label(range.group(1), "--classes");
        int last = known.label(range.group(2), "--classes");
        IntStream.rangeClosed(first, last)
            .forEach(label -> labels.add(known.label(Integer.toString(label), "--classes")));
      } else {
        labels.add(known.label(part, "--classes"));
      }
    }
    return List.copyOf(labels);
  }
}
