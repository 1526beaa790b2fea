package org.sparkddpm.jobs.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * A job's command: its options, their presets and the settings made of them.
 *
 * @param <S> the job's settings
 */
public final class JobCommand<S extends JobSettings> {
  private final JobOptions options;
  private final Presets presets;
  private final Function<OptionValues, S> settings;

  JobCommand(JobOptions options, Presets presets, Function<OptionValues, S> settings) {
    this.options = options;
    this.presets = presets;
    this.settings = settings;
    for (String preset : presets.names()) {
      for (String name : presets.of(preset).keySet()) {
        if (options.find(name).isEmpty()) {
          throw new IllegalArgumentException(
              "Preset '%s' sets '%s', which is no option of %s; %s"
                  .formatted(
                      preset, name, options.jar(), NearestName.suggestion(name, options.names())));
        }
      }
    }
  }

  /** The job's short name, such as {@code train}. */
  public String job() {
    return options.job();
  }

  /** The text of {@code --help}: at most 100 columns, no colours. */
  public String help() {
    CommandLine commandLine = new CommandLine(new CommandSyntax(options).spec());
    return new HelpText(options, presets).of(commandLine.setInterpolateVariables(false));
  }

  /** The text of {@code --version}. */
  public String version() {
    return "spark-ddpm %s, %s (Java %s)%n"
        .formatted(ProjectVersion.current(), options.jar(), Runtime.version());
  }

  /**
   * Understands a command line.
   *
   * @param args what follows the jar on spark-submit's command line
   * @param sparkConf gives all Spark properties; not asked for help and version
   * @throws UsageException with everything that is wrong, when the job cannot run this way
   */
  public Invocation<S> parse(List<String> args, Supplier<Map<String, String>> sparkConf) {
    Problems problems = new Problems();
    CommandSyntax.Arguments arguments = new CommandSyntax(options).parse(args, problems);
    if (arguments.help()) {
      return new Invocation.Show<>(help());
    }
    if (arguments.version()) {
      return new Invocation.Show<>(version());
    }
    ResolvedOptions resolved =
        new OptionResolver(options, presets, problems).resolve(arguments.values(), sparkConf.get());
    return new Invocation.Run<>(settings(resolved, problems), resolved);
  }

  JobOptions options() {
    return options;
  }

  Presets presets() {
    return presets;
  }

  private S settings(ResolvedOptions resolved, Problems problems) {
    OptionValues values = new OptionValues(options, resolved, problems);
    S made = null;
    try {
      made = settings.apply(values);
    } catch (UsageException e) {
      // A fault between two options means nothing while one of them stands at its default.
      e.problems().stream()
          .filter(problem -> !problems.concern(problem.options()))
          .toList()
          .forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new UsageException(
          options.jar() + " cannot start",
          problems.all().stream().map(problem -> problem.withSources(resolved::source)).toList());
    }
    return made;
  }
}
