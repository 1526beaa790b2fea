package org.sparkddpm.jobs.options;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.OptionSpec;

/** Writes what {@code --help} shows: plain text of 100 columns, options under headings. */
final class HelpText {
  private static final int WIDTH = 100;
  private static final int NAMES = 34;
  private static final int INDENT = 2;

  private final JobCommand command;

  HelpText(JobCommand command) {
    this.command = command;
  }

  /** The whole text, ending in a line feed. */
  String of(CommandSyntax syntax) {
    CommandLine commandLine = new CommandLine(syntax.spec()).setInterpolateVariables(false);
    commandLine.setUsageHelpWidth(WIDTH);
    commandLine.setHelpSectionKeys(List.of("summary", "synopsis", "options", "order", "examples"));
    commandLine.setHelpSectionMap(
        Map.of(
            "summary", help -> paragraph(command.summary()),
            "synopsis", help -> synopsis(),
            "options", this::optionSections,
            "order", help -> order(),
            "examples", help -> examples()));
    return commandLine.getUsageMessage(Ansi.OFF);
  }

  private String synopsis() {
    return "\nUsage: spark-submit [spark options] " + command.jar() + " [job options]\n";
  }

  private String optionSections(Help help) {
    StringBuilder text = new StringBuilder();
    for (String section : command.options().sections()) {
      TextTable table = table(help);
      command
          .options()
          .in(section)
          .forEach(
              option ->
                  addRow(table, option.synopsis(), option.description() + unlessGiven(option)));
      if (section.equals(StandardOptions.SECTION)) {
        for (OptionSpec option : help.commandSpec().options()) {
          if (option.usageHelp() || option.versionHelp()) {
            addRow(table, option.longestName(), option.description()[0]);
          }
        }
      }
      text.append('\n').append(section).append(":\n").append(table);
    }
    return text.toString();
  }

  private String unlessGiven(Option<?> option) {
    boolean nothing = option.defaultText().map(String::isEmpty).orElse(false);
    return nothing ? "" : " Default: " + command.defaultOf(option);
  }

  private String order() {
    return "\n"
        + paragraph(
            "An option is set by its flag, by the Spark property "
                + command.confPrefix()
                + "<option>, or in the file of --config; the first of these that names it wins,"
                + " then "
                + (command.presets().isPresent() ? "the preset, then " : "")
                + "the default. The job prints each value with its origin. URIs must not hold"
                + " access keys.");
  }

  private String examples() {
    StringBuilder text = new StringBuilder("\nExamples:\n");
    for (JobCommand.Example example : command.examples()) {
      text.append("  # ").append(example.purpose()).append('\n');
      text.append(example.command().indent(INDENT)).append('\n');
    }
    return text.toString().stripTrailing() + "\n";
  }

  private static void addRow(TextTable table, String name, String description) {
    if (name.length() > NAMES - INDENT - 1) {
      table.addRowValues(name, "");
      table.addRowValues("", description);
    } else {
      table.addRowValues(name, description);
    }
  }

  private static TextTable table(Help help) {
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(NAMES, INDENT, Column.Overflow.SPAN),
            new Column(WIDTH - NAMES, 0, Column.Overflow.WRAP));
    table.indentWrappedLines = 0;
    return table;
  }

  private static String paragraph(String text) {
    TextTable table =
        TextTable.forColumns(
            Help.defaultColorScheme(Ansi.OFF), new Column(WIDTH, 0, Column.Overflow.WRAP));
    table.indentWrappedLines = 0;
    table.addRowValues(text);
    return table.toString();
  }
}
