package org.sparkddpm.jobs.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** The parts that data sets are cut into, by the names that files and folders have for them. */
enum Split {
  TRAIN("train training"),
  VALIDATION("valid val validation"),
  TEST("test testing t10k");

  /** Before the part where Spark writes a table by it, as {@code split=train}. */
  private static final Pattern COLUMN = Pattern.compile("^(split|subset|part)=");

  private final String names;

  Split(String names) {
    this.names = names;
  }

  /** The part that a folder of a name is, in capitals or not; that of a column of parts, too. */
  static Optional<Split> ofFolder(String name) {
    String word = COLUMN.matcher(name.toLowerCase(Locale.ROOT)).replaceFirst("");
    return Arrays.stream(values())
        .filter(split -> List.of(split.names.split(" ")).contains(word))
        .findFirst();
  }

  /** The part that a file is, by the first of the words in its name that names one. */
  static Optional<Split> ofFile(String name) {
    return Arrays.stream(name.split("[^A-Za-z0-9]+"))
        .map(word -> ofFolder(word).orElse(null))
        .filter(Objects::nonNull)
        .findFirst();
  }
}
