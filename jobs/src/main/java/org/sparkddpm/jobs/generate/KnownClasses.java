package org.sparkddpm.jobs.generate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.jobs.checkpoint.TrainingData;

/**
 * The classes of a model, as options name them: by what they are called, or by their numbers, where
 * none is called by a number.
 *
 * @param count labels are below it
 * @param names of the classes
 * @param data that the model was trained on, where the checkpoint tells
 */
record KnownClasses(int count, ClassNames names, Optional<TrainingData> data) {

  private static final int NAMED = 20;

  /**
   * The label of a class.
   *
   * @param text a name or a number
   * @param option that names it, for messages
   * @throws IllegalArgumentException if the model has no such class
   */
  int label(String text, String option) {
    OptionalInt named = named(text);
    if (named.isPresent()) {
      return seen(named.getAsInt(), option);
    }
    if (!text.matches("\\d{1,5}") || !numbersAreLabels()) {
      throw new IllegalArgumentException(
          "%s names the class '%s', but the model's classes are called %s; give one of these%s"
              .formatted(option, text, all(), numbersToo()));
    }
    int label = Integer.parseInt(text);
    if (label >= count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s names label %d, but the model knows the labels 0-%d; leave it out",
              option,
              label,
              count - 1));
    }
    return seen(label, option);
  }

  /**
   * Refuses a class that the model has never seen.
   *
   * @throws IllegalArgumentException naming it
   */
  void requireSeen(int label, String option) {
    seen(label, option);
  }

  private int seen(int label, String option) {
    if (!isSeen(label)) {
      throw new IllegalArgumentException(
          "%s names the class %s, of which the model has seen no image in training; leave it out"
              .formatted(option, names.of(label)));
    }
    return label;
  }

  private boolean isSeen(int label) {
    return data.isEmpty() || data.get().has(label);
  }

  /** The labels of all classes of which the model has seen images. */
  List<Integer> seen() {
    return IntStream.range(0, count).filter(this::isSeen).boxed().toList();
  }

  /** The label of the class that is called so by a word. */
  OptionalInt named(String text) {
    return names.label(text);
  }

  /** Whether a number can only mean a label, not the name of another class. */
  boolean numbersAreLabels() {
    return names.words().stream().noneMatch(word -> word.matches("\\d+"));
  }

  /** A name with a comma would be taken for several. */
  private String numbersToo() {
    boolean commas = names.words().stream().anyMatch(word -> word.contains(","));
    return commas && numbersAreLabels() ? ", or give their numbers" : "";
  }

  /** The classes in short. */
  String all() {
    if (!names.areWords()) {
      return String.format(Locale.ROOT, "by their numbers 0-%d", count - 1);
    }
    int most = Math.min(NAMED, names.words().size());
    return String.join(", ", names.words().subList(0, most))
        + (most < names.words().size() ? ", ..." : "");
  }
}
