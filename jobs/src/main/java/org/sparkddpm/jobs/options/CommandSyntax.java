package org.sparkddpm.jobs.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line in picocli's terms. Values stay texts: each {@link Option} reads its own. */
final class CommandSyntax {
  static final String HELP = "--help";
  static final String VERSION = "--version";

  private final OptionList options;
  private final CommandSpec spec;

  CommandSyntax(Command command) {
    this.options = command.options();
    this.spec = CommandSpec.create().name(command.program());
    options.all().forEach(option -> spec.addOption(spec(option)));
    spec.parser().collectErrors(true).unmatchedArgumentsAllowed(true).expandAtFiles(false);
  }

  /** The same with {@code --help} and {@code --version}. */
  CommandSyntax withHelp() {
    spec.addOption(
        OptionSpec.builder(HELP).usageHelp(true).description("Show this help and exit.").build());
    spec.addOption(
        OptionSpec.builder(VERSION)
            .versionHelp(true)
            .description("Show the version and exit.")
            .build());
    return this;
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
  Arguments parse(List<String> args, List<String> problems) {
    CommandLine commandLine = new CommandLine(spec).setInterpolateVariables(false);
    ParseResult parsed = commandLine.parseArgs(args.toArray(new String[0]));
    Map<String, String> values = new LinkedHashMap<>();
    for (OptionSpec option : parsed.matchedOptionsSet()) {
      String name = option.longestName().substring(2);
      options.find(name).ifPresent(known -> values.put(name, value(known, option)));
    }
    // An option without its value would otherwise swallow a mistyped flag that follows it.
    List<String> unmatched = new ArrayList<>();
    values.replaceAll(
        (name, value) -> {
          if (!value.startsWith("--")) {
            return value;
          }
          if (options.find(name).orElseThrow().form() == Option.Form.SWITCH) {
            unmatched.add(value);
            return "true";
          }
          problems.add(
              "--%s has no value: '%s' follows it; write --%s VALUE".formatted(name, value, name));
          return value;
        });
    unmatched.addAll(parsed.unmatched());
    reportUnmatched(unmatched, problems);
    parsed.errors().stream()
        .filter(error -> !(error instanceof CommandLine.UnmatchedArgumentException))
        .forEach(error -> problems.add(error.getMessage() + "; see " + HELP));
    return new Arguments(values, parsed.isUsageHelpRequested(), parsed.isVersionHelpRequested());
  }

  private static String value(Option<?> known, OptionSpec option) {
    if (known.form() != Option.Form.LIST) {
      return option.getValue();
    }
    List<String> given = option.getValue();
    return String.join(",", given);
  }

  private void reportUnmatched(List<String> unmatched, List<String> problems) {
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

  private static OptionSpec spec(Option<?> option) {
    OptionSpec.Builder builder =
        OptionSpec.builder(option.flag())
            .paramLabel(option.label())
            .description(option.description());
    return switch (option.form()) {
      case SWITCH -> builder.type(String.class).arity("0..1").fallbackValue("true").build();
      case LIST -> builder.type(List.class).auxiliaryTypes(String.class).arity("1").build();
      case VALUE -> builder.type(String.class).arity("1").build();
    };
  }
}
