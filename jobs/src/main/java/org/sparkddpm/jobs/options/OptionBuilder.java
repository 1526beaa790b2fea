package org.sparkddpm.jobs.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An option on the way to its list, which takes it when its default is told.
 *
 * @param <T> what the option's value is once read
 */
public final class OptionBuilder<T> {
  final String section;
  final String name;
  final Option.Form form;
  final String label;
  final Function<String, T> reader;
  final List<Option.Bound<T>> bounds = new ArrayList<>();
  String description = "";

  private final Consumer<Option<?>> list;

  OptionBuilder(
      Consumer<Option<?>> list,
      String section,
      String name,
      Option.Form form,
      String label,
      Function<String, T> reader) {
    this.list = list;
    this.section = section;
    this.name = name;
    this.form = form;
    this.label = label;
    this.reader = reader;
  }

  /** What the option means, in one or two sentences. */
  public OptionBuilder<T> describe(String text) {
    description = text;
    return this;
  }

  /**
   * A bound.
   *
   * @param holds whether a value is within it
   * @param remedy what to give instead, such as {@code give at least 1, such as 16}
   */
  public OptionBuilder<T> check(Predicate<T> holds, String remedy) {
    bounds.add(new Option.Bound<>(holds, remedy));
    return this;
  }

  /**
   * Ends the declaration.
   *
   * @param text the value where nobody gives another, written as a user would
   * @throws IllegalArgumentException when the option itself would not take it
   */
  public Option<T> withDefault(String text) {
    return add(new Option<>(this, Optional.of(text)));
  }

  /**
   * Ends the declaration of an option without a default of its own: each preset sets it, or else
   * the user must.
   */
  public Option<T> withoutDefault() {
    return add(new Option<>(this, Optional.empty()));
  }

  /**
   * Ends the declaration of an option that may have no value.
   *
   * @param word the default, which means that there is none, such as {@code auto}
   */
  public Option<Optional<T>> orElse(String word) {
    OptionBuilder<Optional<T>> optional =
        new OptionBuilder<>(
            list,
            section,
            name,
            form,
            label,
            text -> text.equals(word) ? Optional.empty() : Optional.of(reader.apply(text)));
    optional.describe(description);
    bounds.forEach(
        bound ->
            optional.check(value -> value.map(bound.holds()::test).orElse(true), bound.remedy()));
    return optional.withDefault(word);
  }

  private <V> Option<V> add(Option<V> option) {
    list.accept(option);
    return option;
  }
}
