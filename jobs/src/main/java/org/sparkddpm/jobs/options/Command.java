package org.sparkddpm.jobs.options;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A program's options and what must hold between them. */
public final class Command {
  private record Requirement(
      List<Option<?>> concerned, Predicate<Settings> holds, Function<Settings, String> message) {}

  /** What the value of an option that nobody set becomes, in view of another. */
  private record Fit<T>(Option<T> option, Option<?> to, Function<Settings, T> value) {}

  /** Places that stand for nobody's wish. */
  private static final Set<Origin> UNSET = Set.of(Origin.PRESET, Origin.DEFAULT);

  private final String program;
  private final OptionList options;
  private final List<Fit<?>> fits = new ArrayList<>();
  private final List<Requirement> requirements = new ArrayList<>();

  /**
   * A command.
   *
   * @param program what messages call the program
   * @param options all of its options
   */
  public Command(String program, OptionList options) {
    this.program = program;
    this.options = options;
  }

  /**
   * Adds a bound between options, looked at where each of them is right by itself.
   *
   * @param concerned the options that the bound reads
   * @param message what is wrong, with the values and the remedy
   */
  public Command require(
      List<Option<?>> concerned, Predicate<Settings> holds, Function<Settings, String> message) {
    requirements.add(new Requirement(List.copyOf(concerned), holds, message));
    return this;
  }

  /**
   * Has an option that only a preset or a default gives a value fit another that somebody set,
   * where it would contradict it. Both must be right by themselves.
   *
   * @param value what the option becomes; what it is already, where it contradicts nothing
   */
  public <T> Command fit(Option<T> option, Option<?> to, Function<Settings, T> value) {
    fits.add(new Fit<>(option, to, value));
    return this;
  }

  /**
   * Reads a command line; the defaults fill in the rest.
   *
   * @throws UsageException with everything that is wrong
   */
  public Settings parse(String... args) {
    List<String> problems = new ArrayList<>();
    Map<String, String> flags = new CommandSyntax(this).parse(List.of(args), problems).values();
    return settings(sources(flags, name -> "the command line"), problems);
  }

  String program() {
    return program;
  }

  OptionList options() {
    return options;
  }

  /**
   * What is given and the defaults.
   *
   * @param words says for an option's name in words where the given values come from
   */
  Sources sources(Map<String, String> given, UnaryOperator<String> words) {
    Map<String, String> defaults = new HashMap<>();
    for (Option<?> option : options.all()) {
      option.defaultText().ifPresent(text -> defaults.put(option.name(), text));
    }
    Sources sources = new Sources();
    sources.put(Origin.FLAG, given, words);
    sources.put(Origin.DEFAULT, defaults, name -> "default");
    return sources;
  }

  /**
   * The settings that the sources come to.
   *
   * @param problems what was found wrong before
   * @throws UsageException with everything that is wrong
   */
  Settings settings(Sources sources, List<String> problems) {
    Settings settings = new Settings(program);
    for (Option<?> option : options.all()) {
      read(option, sources, settings, problems);
    }
    fits.forEach(fit -> apply(fit, sources, settings));
    for (Requirement requirement : requirements) {
      if (requirement.concerned().stream().allMatch(settings::has)
          && !requirement.holds().test(settings)) {
        String origins =
            requirement.concerned().stream()
                .map(option -> option.flag() + " from " + sources.words(option.name()))
                .collect(Collectors.joining(", ", " (", ")"));
        problems.add(requirement.message().apply(settings) + origins);
      }
    }
    if (problems.isEmpty()) {
      // Not before: a preset that is not known would have given them.
      options.all().stream()
          .filter(option -> !settings.has(option))
          .forEach(
              option -> problems.add("nothing sets " + option + "; give " + option.synopsis()));
    }
    if (!problems.isEmpty()) {
      throw new UsageException(program + " cannot start", problems);
    }
    return settings;
  }

  private static <T> void apply(Fit<T> fit, Sources sources, Settings settings) {
    Option<T> option = fit.option();
    if (!settings.has(option)
        || !settings.has(fit.to())
        || !UNSET.contains(settings.origin(option))
        || UNSET.contains(settings.origin(fit.to()))) {
      return;
    }
    T value = fit.value().apply(settings);
    if (!value.equals(settings.get(option))) {
      settings.fit(option, value, sources.words(option.name()), fit.to());
    }
  }

  private static <T> void read(
      Option<T> option, Sources sources, Settings settings, List<String> problems) {
    String name = option.name();
    sources
        .origin(name)
        .ifPresent(
            origin -> {
              String text = sources.text(name).orElseThrow();
              try {
                if (Credentials.in(text)) {
                  throw new IllegalArgumentException(Credentials.refusal(option));
                }
                settings.put(option, text, origin, option.read(text));
              } catch (IllegalArgumentException e) {
                problems.add(e.getMessage() + " (set by " + sources.words(name) + ")");
              }
            });
  }
}
