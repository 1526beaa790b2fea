package org.sparkddpm.jobs.options;

import java.util.List;

/** Writes the documentation of all options as Markdown. */
public final class OptionsDocument {
  private static final String HEAD =
      """
      # Options of the jobs

      <!-- Generated from the code, do not edit. %s -->

      Every option of a job can be set in three places; the first that names it wins:

      1. as a flag after the jar, `--batch-size 32` or `--batch-size=32`;
      2. as a Spark property, `--conf spark.ddpm.<job>.batch-size=32` or in `spark-defaults.conf`;
      3. in the JSON file that `--config` names, `{"batch-size": 32}`.

      What none of them sets comes from the preset, where the job has presets, and then from the
      built-in default; where such a value contradicts one that was given, it gives way, and its
      origin is `fitted`. A name that no option has is an error. A job logs every value with its
      origin when it starts, and stores them in its result file. `--help` shows these options,
      `--version` the version. URIs must not hold access keys.
      """;

  private final String howToRegenerate;

  /**
   * A document.
   *
   * @param howToRegenerate sentence for those who find the file and want to change it
   */
  public OptionsDocument(String howToRegenerate) {
    this.howToRegenerate = howToRegenerate;
  }

  /** The whole document. */
  public String of(List<JobCommand> commands) {
    StringBuilder text = new StringBuilder(HEAD.formatted(howToRegenerate));
    commands.forEach(command -> append(text, command));
    return text.toString();
  }

  private static void append(StringBuilder text, JobCommand command) {
    text.append("\n## ").append(command.jar()).append("\n\n").append(command.summary());
    text.append("\n\nSpark properties begin with `").append(command.confPrefix()).append("`.\n");
    for (String section : command.options().sections()) {
      text.append("\n### ").append(section);
      text.append("\n\n| Option | Default | Meaning |\n|---|---|---|\n");
      command
          .options()
          .in(section)
          .map(
              option ->
                  "| `%s` | %s | %s |%n"
                      .formatted(
                          option.synopsis().replace("|", "\\|"),
                          cell(command.defaultOf(option)),
                          cell(option.description())))
          .forEach(text::append);
    }
    text.append("\n### Examples\n");
    for (JobCommand.Example example : command.examples()) {
      text.append('\n').append(example.purpose()).append("\n\n");
      text.append(example.command().indent(4));
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
