package org.sparkddpm.jobs.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line of a job in picocli's terms. Values stay texts: {@link OptionValues} reads. */
final class CommandSyntax {
  static final String HELP = "--help";
  static final String VERSION = "--version";

  private final JobOptions options;
  private final CommandSpec spec;

  CommandSyntax(JobOptions options) {
    this.options = options;
    this.spec = CommandSpec.create().name(options.jar());
    options.all().forEach(option -> spec.addOption(spec(option)));
    spec.addOption(
        OptionSpec.builder(HELP).usageHelp(true).description("Show this help and exit.").build());
    spec.addOption(
        OptionSpec.builder(VERSION)
            .versionHelp(true)
            .description("Show the version and exit.")
            .build());
    spec.parser().collectErrors(true).unmatchedArgumentsAllowed(true).expandAtFiles(false);
  }

  /** The command as picocli knows it. */
  CommandSpec spec() {
    return spec;
  }

  /**
   * What stands on a command line.
   *
   * @param values the options given, by name
   * @param help whether {@code --help} is among them
   * @param version whether {@code --version} is among them
   */
  record Arguments(Map<String, String> values, boolean help, boolean version) {}

  /** Takes a command line apart; what cannot be understood goes to the problems. */
  Arguments parse(List<String> args, Problems problems) {
    CommandLine commandLine = new CommandLine(spec).setInterpolateVariables(false);
    ParseResult parsed = commandLine.parseArgs(args.toArray(new String[0]));
    Map<String, String> values = new LinkedHashMap<>();
    for (OptionSpec option : parsed.matchedOptionsSet()) {
      String name = option.longestName().substring(2);
      options.find(name).ifPresent(known -> values.put(name, value(known, option)));
    }
    // An option without its value would otherwise swallow a mistyped flag that follows it.
    values.forEach(
        (name, value) -> {
          if (value.startsWith("--")) {
            problems.add(
                "--%s has no value: '%s' follows it; write --%s VALUE"
                    .formatted(name, value, name));
          }
        });
    reportUnmatched(parsed.unmatched(), problems);
    parsed.errors().stream()
        .filter(error -> !(error instanceof CommandLine.UnmatchedArgumentException))
        .forEach(error -> problems.add(error.getMessage() + "; see " + HELP));
    return new Arguments(values, parsed.isUsageHelpRequested(), parsed.isVersionHelpRequested());
  }

  private static String value(JobOption known, OptionSpec option) {
    if (known.kind() != OptionKind.LIST) {
      return option.getValue();
    }
    List<String> elements = option.getValue();
    return String.join(",", elements);
  }

  private void reportUnmatched(List<String> unmatched, Problems problems) {
    boolean afterOption = false;
    for (String argument : unmatched) {
      boolean isOption = argument.startsWith("-");
      if (isOption) {
        String flag = argument.split("=", 2)[0];
        problems.add(
            "Unknown option '%s'; %s"
                .formatted(
                    flag,
                    NearestName.of(flag.replaceFirst("^-+", ""), options.names())
                        .map(name -> "did you mean '--" + name + "'?")
                        .orElse("see " + HELP)));
      } else if (!afterOption) {
        problems.add(
            "'%s' belongs to no option; write options as --name value or --name=value"
                .formatted(argument));
      }
      afterOption = isOption;
    }
  }

  private static OptionSpec spec(JobOption option) {
    OptionSpec.Builder builder =
        OptionSpec.builder(option.flag())
            .paramLabel(option.label())
            .description(option.description());
    return switch (option.kind()) {
      case SWITCH -> builder.type(String.class).arity("0..1").fallbackValue("true").build();
      case LIST ->
          builder.type(List.class).auxiliaryTypes(String.class).arity("1").splitRegex(",").build();
      case WHOLE, NUMBER, TEXT -> builder.type(String.class).arity("1").build();
    };
  }
}
