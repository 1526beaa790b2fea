package org.sparkddpm.images.pictures;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkddpm.images.ClassNames;

/**
 * What classes are called beside the rows of a {@link ContactSheet}, which has few characters and
 * little room: by their names in capitals without accents, letters of other alphabets by their
 * sound; by {@code #} and their number where no such letters are; by both where the names of two
 * classes would look alike.
 */
public final class RowNames {
  private RowNames() {}

  /**
   * Writes the names.
   *
   * @param names of all classes
   * @param labels of the rows
   * @return one for each row, that it can show
   */
  public static List<String> of(ClassNames names, List<Integer> labels) {
    List<String> written =
        IntStream.range(0, names.words().size()).mapToObj(label -> name(names, label)).toList();
    return labels.stream()
        .map(label -> names.areWords() ? distinct(written, label) : Integer.toString(label))
        .toList();
  }

  private static String name(ClassNames names, int label) {
    return cut(Transliteration.of(names.of(label)).orElse(number(label)), 0);
  }

  private static String distinct(List<String> written, int label) {
    String name = written.get(label);
    String number = " " + number(label);
    return Collections.frequency(written, name) == 1 ? name : cut(name, number.length()) + number;
  }

  private static String number(int label) {
    return "#" + label;
  }

  private static String cut(String name, int room) {
    return name.substring(0, Math.min(name.length(), ContactSheet.LONGEST_LABEL - room));
  }
}
