package org.sparkddpm.jobs.options;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One option of a program: name, type, bounds, default and text, declared once by an {@link
 * OptionList}. Parsing, help, documentation, Spark properties, JSON and {@link Settings#get} follow
 * from it.
 *
 * @param <T> what its value is once read
 */
public final class Option<T> {
  /** How a value stands on a command line. */
  enum Form {
    /** A value after the flag. */
    VALUE,
    /** The flag alone means {@code true}. */
    SWITCH,
    /** Values between commas; the flag may be repeated. */
    LIST
  }

  /** What a value must fulfil, and what to give instead where it does not. */
  record Bound<T>(Predicate<T> holds, String remedy) {}

  private final String section;
  private final String name;
  private final Form form;
  private final String label;
  private final String description;
  private final Function<String, T> reader;
  private final List<Bound<T>> bounds;
  private final Optional<String> defaultText;

  Option(OptionBuilder<T> builder, Optional<String> defaultText) {
    this.section = builder.section;
    this.name = builder.name;
    this.form = builder.form;
    this.label = builder.label;
    this.description = builder.description;
    this.reader = builder.reader;
    this.bounds = List.copyOf(builder.bounds);
    this.defaultText = defaultText;
    if (!name.matches("[a-z]+(-[a-z]+)*")) {
      throw new IllegalArgumentException("Option name '" + name + "' is not kebab-case");
    }
    defaultText.ifPresent(this::read);
  }

  /** The name without dashes, such as {@code batch-size}. */
  public String name() {
    return name;
  }

  /** The option as it stands on the command line, such as {@code --batch-size}. */
  public String flag() {
    return "--" + name;
  }

  /** The flag with the placeholder of its value, as help texts show it. */
  String synopsis() {
    return form == Form.SWITCH ? flag() + "[=" + label + "]" : flag() + "=" + label;
  }

  /** Heading under which help and documentation show it. */
  String section() {
    return section;
  }

  String label() {
    return label;
  }

  Form form() {
    return form;
  }

  String description() {
    return description;
  }

  /** The default as a user would write it; empty where a preset or the user gives the value. */
  Optional<String> defaultText() {
    return defaultText;
  }

  /**
   * Reads a value and checks it against the bounds.
   *
   * @throws IllegalArgumentException with the option, the value and the remedy
   */
  T read(String text) {
    T value;
    try {
      value = reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(flag() + " is '" + text + "': " + e.getMessage(), e);
    }
    for (Bound<T> bound : bounds) {
      if (!bound.holds().test(value)) {
        String shown = value instanceof Number ? text : "'" + text + "'";
        throw new IllegalArgumentException(flag() + " is " + shown + ": " + bound.remedy());
      }
    }
    return value;
  }

  @Override
  public String toString() {
    return flag();
  }
}
