package org.sparkddpm.images;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * What the classes of a data set are called: by words, one for each label from 0 on, or by their
 * numbers alone.
 *
 * @param words the name of each class, in the order of the labels; none where classes are numbers
 */
public record ClassNames(List<String> words) {
  /** Classes that have no names but their numbers. */
  public static final ClassNames NUMBERS = new ClassNames(List.of());

  /**
   * Copies and checks.
   *
   * @throws InvalidImagesException if a name is blank or stands twice, or there are more than
   *     {@link LabelledImages#MAX_CLASSES}
   */
  public ClassNames {
    words = List.copyOf(words);
    if (words.size() > LabelledImages.MAX_CLASSES) {
      throw new InvalidImagesException(
          words.size() + " classes are more than " + LabelledImages.MAX_CLASSES + ": join some");
    }
    if (words.stream().anyMatch(String::isBlank)) {
      throw new InvalidImagesException("a class of " + words + " has no name: give it one");
    }
    if (new HashSet<>(words).size() < words.size()) {
      throw new InvalidImagesException(
          "a name stands for two classes of " + words + ": give each its own");
    }
  }

  /**
   * Names in the order of the labels.
   *
   * @param source what has them, for messages
   * @throws InvalidImagesException naming the source, for the reasons of the constructor
   */
  public static ClassNames of(List<String> words, String source) {
    try {
      return new ClassNames(words);
    } catch (InvalidImagesException e) {
      throw new InvalidImagesException(source + ": " + e.getMessage(), e);
    }
  }

  /** The names in the order of their characters (Unicode), each once, so that the data decide. */
  public static ClassNames sorted(Collection<String> names) {
    return new ClassNames(List.copyOf(new TreeSet<>(names)));
  }

  /**
   * As {@link #sorted(Collection)}.
   *
   * @param source what has them, for messages
   * @throws InvalidImagesException naming the source, for the reasons of the constructor
   */
  public static ClassNames sorted(Collection<String> names, String source) {
    return of(List.copyOf(new TreeSet<>(names)), source);
  }

  /** Whether the classes have names that are no numbers. */
  public boolean areWords() {
    return !words.isEmpty();
  }

  /** What a class is called. */
  public String of(int label) {
    return areWords() ? words.get(label) : Integer.toString(label);
  }

  /** The label of the class that has a word for its name; empty if none has. */
  public OptionalInt label(String word) {
    int label = words.indexOf(word);
    return label < 0 ? OptionalInt.empty() : OptionalInt.of(label);
  }
}
