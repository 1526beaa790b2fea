package org.sparkddpm.jobs.options;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The options of one program, in the order of their declaration, in which help and documentation
 * show them. Declared as constants, one after the other:
 *
 * <pre>{@code
 * private static final OptionList OPTIONS = new OptionList();
 *
 * static final Option<Integer> STEPS =
 *     OPTIONS.section("Sampling").count("steps")
 *         .describe("Denoising steps of each image.")
 *         .check(steps -> steps >= 1, "give at least 1, such as 20")
 *         .withDefault("20");
 * }</pre>
 */
public final class OptionList {
  private final Map<String, Option<?>> options = new LinkedHashMap<>();
  private String section = "Options";

  /** Begins a section, to which the options that follow belong. */
  public OptionList section(String heading) {
    section = heading;
    return this;
  }

  /** A whole number that fits an int. */
  public OptionBuilder<Integer> count(String name) {
    return declare(name, Option.Form.VALUE, "N", Values::count);
  }

  /** A whole number that fits a long. */
  public OptionBuilder<Long> whole(String name) {
    return declare(name, Option.Form.VALUE, "N", Values::whole);
  }

  /** A finite decimal number. */
  public OptionBuilder<Double> number(String name) {
    return declare(name, Option.Form.VALUE, "X", Values::number);
  }

  /** {@code true} or {@code false}; the bare flag means {@code true}. */
  public OptionBuilder<Boolean> toggle(String name) {
    return declare(name, Option.Form.SWITCH, "true|false", Values::toggle);
  }

  /**
   * Any text.
   *
   * @param label the placeholder of its value in help texts, such as {@code NAME}
   */
  public OptionBuilder<String> text(String name, String label) {
    return declare(name, Option.Form.VALUE, label, text -> text);
  }

  /** A path, or a URI that Hadoop can read and that holds no secret. */
  public OptionBuilder<String> path(String name, String label) {
    return declare(name, Option.Form.VALUE, label, Values::path);
  }

  /** One of several names. */
  public OptionBuilder<String> choice(String name, String label, Collection<String> names) {
    return declare(name, Option.Form.VALUE, label, text -> Values.choice(text, names));
  }

  /** A constant of an enum by its name in kebab-case. */
  public <E extends Enum<E>> OptionBuilder<E> choice(String name, String label, Class<E> type) {
    return declare(name, Option.Form.VALUE, label, text -> Values.constant(text, type));
  }

  /** What the reader makes of the text; its IllegalArgumentException says what to give instead. */
  public <T> OptionBuilder<T> read(String name, String label, Function<String, T> reader) {
    return declare(name, Option.Form.VALUE, label, reader);
  }

  /** Values between commas, each read by the reader and kept once; the flag may be repeated. */
  public <T> OptionBuilder<List<T>> list(String name, String label, Function<String, T> reader) {
    return joined(name, label, text -> Values.list(text, reader));
  }

  /** Some of several names, between commas. */
  public OptionBuilder<List<String>> choices(String name, String label, Collection<String> names) {
    return list(name, label, text -> Values.choice(text, names));
  }

  /** Constants of an enum by their names in kebab-case, between commas. */
  public <E extends Enum<E>> OptionBuilder<List<E>> choices(
      String name, String label, Class<E> type) {
    return list(name, label, text -> Values.constant(text, type));
  }

  /** Values between commas, read as one text; the flag may be repeated. */
  public <T> OptionBuilder<T> joined(String name, String label, Function<String, T> reader) {
    return declare(name, Option.Form.LIST, label, reader);
  }

  List<Option<?>> all() {
    return List.copyOf(options.values());
  }

  List<String> names() {
    return List.copyOf(options.keySet());
  }

  Optional<Option<?>> find(String name) {
    return Optional.ofNullable(options.get(name));
  }

  /** Section headings, each once, in order. */
  List<String> sections() {
    return options.values().stream().<String>map(Option::section).distinct().toList();
  }

  Stream<Option<?>> in(String heading) {
    return options.values().stream().filter(option -> option.section().equals(heading));
  }

  private <T> OptionBuilder<T> declare(
      String name, Option.Form form, String label, Function<String, T> reader) {
    return new OptionBuilder<>(this::add, section, name, form, label, reader);
  }

  private void add(Option<?> option) {
    if (options.putIfAbsent(option.name(), option) != null) {
      throw new IllegalArgumentException("Option '" + option.name() + "' is declared twice");
    }
  }
}
