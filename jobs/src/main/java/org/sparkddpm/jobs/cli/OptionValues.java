package org.sparkddpm.jobs.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads resolved options as typed values. A value that cannot be read is reported and the built-in
 * default is given in its place, so that the rest can be checked as well.
 */
final class OptionValues {
  /** Word for an empty list. */
  static final String NONE = "none";

  private static final int MOST_DIGITS = 30;

  private final JobOptions options;
  private final ResolvedOptions resolved;
  private final Problems problems;

  OptionValues(JobOptions options, ResolvedOptions resolved, Problems problems) {
    this.options = options;
    this.resolved = resolved;
    this.problems = problems;
    resolved.all().stream()
        .filter(option -> Credentials.in(option.value()))
        .forEach(option -> problems.refuseCredentials(option.name()));
  }

  String text(String name) {
    return problems.concern(List.of(name)) ? fallback(name) : resolved.option(name).value();
  }

  /** A text, or empty where the job is to work it out by itself. */
  Optional<String> textUnlessAuto(String name) {
    String text = text(name);
    return text.equals(JobOption.AUTO) ? Optional.empty() : Optional.of(text);
  }

  long whole(String name) {
    return parsed(name, OptionValues::toLong);
  }

  int count(String name) {
    return parsed(
        name,
        text -> {
          long value = toLong(text);
          if (value != (int) value) {
            throw new IllegalArgumentException("give a whole number of at most 2147483647");
          }
          return (int) value;
        });
  }

  double number(String name) {
    return parsed(
        name,
        text -> {
          double value = toDecimal(text, "a number").doubleValue();
          if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("give a number that is not beyond 1e308");
          }
          return value;
        });
  }

  boolean toggle(String name) {
    return parsed(
        name,
        text -> {
          boolean value = text.equalsIgnoreCase("true");
          if (!value && !text.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException("give true or false");
          }
          return value;
        });
  }

  /** The elements of a list, each read by the parser. */
  <T> List<T> list(String name, Function<String, T> parser) {
    return parsed(
        name,
        text -> {
          List<T> elements = new ArrayList<>();
          if (!text.isEmpty() && !text.equals(NONE)) {
            Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(parser)
                .forEach(elements::add);
          }
          return List.copyOf(elements);
        });
  }

  /**
   * A value that the parser reads; its IllegalArgumentException says what is needed instead, such
   * as "give 0-9".
   */
  <T> T parsed(String name, Function<String, T> parser) {
    try {
      return parser.apply(text(name));
    } catch (IllegalArgumentException e) {
      problems.add(name, resolved.option(name).value(), e.getMessage());
      return parser.apply(fallback(name));
    }
  }

  /** A whole number within the bounds of int or long, for parsers of lists. */
  static long toLong(String text) {
    String remedy = "a whole number";
    BigDecimal value = toDecimal(text, remedy);
    try {
      return value.longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("give " + remedy + " of at most 18 digits", e);
    }
  }

  private static BigDecimal toDecimal(String text, String needed) {
    try {
      BigDecimal value = new BigDecimal(text);
      if (Math.abs((long) value.scale()) > 400 || value.precision() > MOST_DIGITS) {
        throw new IllegalArgumentException("give " + needed + " of fewer digits");
      }
      return value;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("give " + needed, e);
    }
  }

  private String fallback(String name) {
    return options.find(name).orElseThrow().defaultValue();
  }
}
