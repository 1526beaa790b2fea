package org.sparkddpm.jobs.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A Spark job's command: its options, each set by its flag, a Spark property, a file, a preset or
 * its default, in this order.
 */
public final class JobCommand {
  private final String job;
  private final String summary;
  private final Command command;
  private final StandardOptions standard;
  private final Optional<Presets> presets;
  private final List<Option<Boolean>> checks;
  private final List<Example> examples;

  /** A command line that users can run as it stands, and what it does. */
  record Example(String purpose, String command) {}

  private JobCommand(Builder builder) {
    job = builder.job;
    summary = builder.summary;
    command = builder.command;
    standard = builder.standard;
    presets = builder.presets;
    checks = List.copyOf(builder.checks);
    examples = List.copyOf(builder.examples);
    presets.ifPresent(known -> known.check(command));
  }

  /**
   * A command with options and nothing else.
   *
   * @param job the job's short name, such as {@code train}
   * @param summary what the job does, for its help
   * @param options all of its options, the standard ones among them
   */
  public static Builder of(
      String job, String summary, OptionList options, StandardOptions standard) {
    return new Builder(job, summary, options, standard);
  }

  /** The job's short name, such as {@code train}. */
  public String job() {
    return job;
  }

  /** What messages call the job: its jar's name, such as {@code train-job.jar}. */
  public String program() {
    return jar();
  }

  /** The options that every job has. */
  public StandardOptions standard() {
    return standard;
  }

  /** Whether the job is to do its work, and not only to check something. */
  public boolean works(Settings settings) {
    return !settings.get(standard.dryRun()) && checks.stream().noneMatch(settings::get);
  }

  /** The text of {@code --help}: at most 100 columns, no colours. */
  public String help() {
    return new HelpText(this).of(new CommandSyntax(command).withHelp());
  }

  /** The text of {@code --version}. */
  public String version() {
    return "spark-ddpm %s, %s (Java %s)%n"
        .formatted(ProjectVersion.current(), jar(), Runtime.version());
  }

  /**
   * Understands a command line.
   *
   * @param args what follows the jar on spark-submit's command line
   * @param sparkConf gives all Spark properties; not asked for help and version
   * @throws UsageException with everything that is wrong, when the job cannot run this way
   */
  public Invocation parse(List<String> args, Supplier<Map<String, String>> sparkConf) {
    List<String> problems = new ArrayList<>();
    CommandSyntax.Arguments arguments = new CommandSyntax(command).withHelp().parse(args, problems);
    if (arguments.help()) {
      return new Invocation.Show(help());
    }
    if (arguments.version()) {
      return new Invocation.Show(version());
    }
    return new Invocation.Run(
        settings(arguments.values(), name -> "the command line", sparkConf.get(), problems));
  }

  /**
   * Settings made in code.
   *
   * @param values texts by option name, as strong as a command line; presets and defaults fill in
   *     the rest
   * @throws UsageException with everything that is wrong
   */
  public Settings settings(Map<String, String> values) {
    List<String> problems = new ArrayList<>();
    values.keySet().stream()
        .filter(name -> options().find(name).isEmpty())
        .forEach(
            name ->
                problems.add(JobSources.unknown(this, "'" + name + "'", name, options().names())));
    return settings(values, name -> "the caller", Map.of(), problems);
  }

  private Settings settings(
      Map<String, String> given,
      UnaryOperator<String> words,
      Map<String, String> sparkConf,
      List<String> problems) {
    Sources sources = new JobSources(this, problems).gather(given, words, sparkConf);
    return command.settings(sources, problems);
  }

  OptionList options() {
    return command.options();
  }

  /** The application jar's name. */
  String jar() {
    return command.program();
  }

  String summary() {
    return summary;
  }

  List<Example> examples() {
    return examples;
  }

  /** What the names of the job's Spark properties begin with. */
  String confPrefix() {
    return "spark.ddpm." + job + ".";
  }

  Command command() {
    return command;
  }

  Optional<Presets> presets() {
    return presets;
  }

  /** In words, what an option's default is, also where it depends on the preset. */
  String defaultOf(Option<?> option) {
    return presets
        .map(known -> known.defaultOf(option))
        .orElseGet(() -> Presets.shown(option.defaultText().orElse("")));
  }

  /** Collects what a command has beside its options. */
  public static final class Builder {
    private final String job;
    private final String summary;
    private final Command command;
    private final StandardOptions standard;
    private Optional<Presets> presets = Optional.empty();
    private final List<Option<Boolean>> checks = new ArrayList<>();
    private final List<Example> examples = new ArrayList<>();

    private Builder(String job, String summary, OptionList options, StandardOptions standard) {
      this.job = job;
      this.summary = summary;
      this.command = new Command(job + "-job.jar", options);
      this.standard = standard;
    }

    /** Gives the job presets. */
    public Builder presets(Presets shipped) {
      presets = Optional.of(shipped);
      return this;
    }

    /** An option with which the job checks something and does no work. */
    public Builder onlyChecksWith(Option<Boolean> option) {
      checks.add(option);
      return this;
    }

    /** Adds a bound between options; see {@link Command#require}. */
    public Builder require(
        List<Option<?>> concerned, Predicate<Settings> holds, Function<Settings, String> message) {
      command.require(concerned, holds, message);
      return this;
    }

    /** Has an option that nobody set fit another; see {@link Command#fit}. */
    public <T> Builder fit(Option<T> option, Option<?> to, Function<Settings, T> value) {
      command.fit(option, to, value);
      return this;
    }

    /** Adds what must hold between the options of a group. */
    public Builder rules(Consumer<Builder> group) {
      group.accept(this);
      return this;
    }

    /** Adds an example to the help: what it does and its command line. */
    public Builder example(String purpose, String commandLine) {
      examples.add(new Example(purpose, commandLine));
      return this;
    }

    /**
     * Makes the command.
     *
     * @throws IllegalArgumentException when presets and options do not fit together
     */
    public JobCommand build() {
      return new JobCommand(this);
    }
  }
}
