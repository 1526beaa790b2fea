package org.sparkddpm.jobs.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sparkddpm.images.InvalidImagesException;

/**
 * Which files or folders are the training images and which the test images.
 *
 * @param test empty where a tenth of the training images is to be held out
 * @param unused those of neither, such as a test split where there is one for validation too
 */
record Splits<T>(List<T> train, List<T> test, List<T> unused) {

  /**
   * Takes those that are named as training data, or, where none is, those named as nothing; what is
   * named as validation or, where none is, test data is held against them. A part that stands alone
   * is the whole set, whatever it is named: it must not validate itself.
   *
   * @param source what has them, for messages
   * @throws InvalidImagesException if there are parts for validation and tests alone
   */
  static <T> Splits<T> of(Object source, List<T> all, Function<T, Optional<Split>> named) {
    Map<Split, List<T>> parts = new EnumMap<>(Split.class);
    List<T> others = new ArrayList<>();
    for (T one : all) {
      named
          .apply(one)
          .map(split -> parts.computeIfAbsent(split, key -> new ArrayList<>()))
          .orElse(others)
          .add(one);
    }
    List<T> training = parts.getOrDefault(Split.TRAIN, List.of());
    List<T> validation = parts.getOrDefault(Split.VALIDATION, List.of());
    List<T> testing = parts.getOrDefault(Split.TEST, List.of());
    if (training.isEmpty() && others.isEmpty()) {
      if (!validation.isEmpty() && !testing.isEmpty()) {
        throw new InvalidImagesException(
            "%s has parts for validation and for tests, but none to train on; add it, or give --data one of the parts"
                .formatted(source));
      }
      return new Splits<>(all, List.of(), List.of());
    }
    List<T> unused = new ArrayList<>();
    if (!training.isEmpty()) {
      unused.addAll(others);
    }
    if (!validation.isEmpty()) {
      unused.addAll(testing);
    }
    return new Splits<>(
        training.isEmpty() ? others : training,
        validation.isEmpty() ? testing : validation,
        unused);
  }
}
