package org.sparkddpm.jobs.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words by which options name the constants of an enum: their names in kebab-case. */
final class Words {
  private Words() {}

  /**
   * The constant of a word.
   *
   * @throws IllegalArgumentException with the nearest or all valid words
   */
  static <E extends Enum<E>> E parse(Class<E> type, String word) {
    Optional<E> found =
        Arrays.stream(type.getEnumConstants())
            .filter(constant -> of(constant).equals(word))
            .findFirst();
    return found.orElseThrow(
        () ->
            new IllegalArgumentException(
                NearestName.of(word, all(type))
                        .map(name -> "'%s' is unknown, did you mean '%s'? ".formatted(word, name))
                        .orElse("'" + word + "' is unknown. ")
                    + "Give "
                    + String.join(", ", all(type))));
  }

  static <E extends Enum<E>> List<String> all(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Words::of).toList();
  }

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
