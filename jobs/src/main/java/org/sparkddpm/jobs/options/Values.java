package org.sparkddpm.jobs.options;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/**
 * Readers of the values of options. Each throws an IllegalArgumentException that says what to give
 * instead.
 */
final class Values {
  /** Word for an empty list. */
  static final String NONE = "none";

  private static final int MOST_DIGITS = 30;

  private Values() {}

  static long whole(String text) {
    try {
      return decimal(text, "a whole number").longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("give a whole number of at most 18 digits", e);
    }
  }

  static int count(String text) {
    long value = whole(text);
    if (value != (int) value) {
      throw new IllegalArgumentException("give a whole number of at most " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  static double number(String text) {
    double value = decimal(text, "a number").doubleValue();
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("give a number that is not beyond 1e308");
    }
    return value;
  }

  static boolean toggle(String text) {
    boolean value = text.equalsIgnoreCase("true");
    if (!value && !text.equalsIgnoreCase("false")) {
      throw new IllegalArgumentException("give true or false");
    }
    return value;
  }

  static String path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "give a path or a URI, such as runs/first or hdfs:///user/me/runs/first");
    }
    // It would stand in each log line that names the place.
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("it has a control character; give a path without");
    }
    if (text.matches("[A-Za-z][A-Za-z0-9+.-]*:/{0,2}")) {
      throw new IllegalArgumentException(
          "no place follows the scheme; give a URI such as hdfs:///user/me/runs");
    }
    try {
      new Path(text).toUri();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no path or URI (" + e.getMessage() + "); give one such as runs/first", e);
    }
    return text;
  }

  static String choice(String text, Collection<String> names) {
    if (!names.contains(text)) {
      throw new IllegalArgumentException(
          NearestName.of(text, names).map(name -> "did you mean '" + name + "'? ").orElse("")
              + "Give one of "
              + String.join(", ", names));
    }
    return text;
  }

  static <E extends Enum<E>> E constant(String text, Class<E> type) {
    Map<String, E> constants = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      constants.put(NearestName.kebab(constant.name()), constant);
    }
    return constants.get(choice(text, constants.keySet()));
  }

  static <T> List<T> list(String text, Function<String, T> reader) {
    return text.isEmpty() || text.equals(NONE)
        ? List.of()
        : Arrays.stream(text.split(",", -1))
            .map(element -> element(element.strip(), text, reader))
            .distinct()
            .toList();
  }

  private static <T> T element(String element, String list, Function<String, T> reader) {
    try {
      return reader.apply(element);
    } catch (IllegalArgumentException e) {
      throw element.equals(list)
          ? e
          : new IllegalArgumentException("'" + element + "' does not fit: " + e.getMessage(), e);
    }
  }

  private static BigDecimal decimal(String text, String needed) {
    try {
      BigDecimal value = new BigDecimal(text);
      // Beyond this, exact conversions would take for ever.
      if (Math.abs((long) value.scale()) > 400 || value.precision() > MOST_DIGITS) {
        throw new IllegalArgumentException("give " + needed + " of fewer digits");
      }
      return value;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("give " + needed, e);
    }
  }
}
