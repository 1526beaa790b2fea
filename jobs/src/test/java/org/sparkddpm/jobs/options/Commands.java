package org.sparkddpm.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;

/** Short ways to parse command lines. */
public final class Commands {
  private Commands() {}

  /** The settings of a command line. */
  public static Settings parse(JobCommand command, String... args) {
    return parse(command, Map.of(), args);
  }

  /** The settings of a command line and Spark properties. */
  public static Settings parse(JobCommand command, Map<String, String> sparkConf, String... args) {
    Invocation invocation = command.parse(List.of(args), () -> sparkConf);
    assertThat(invocation).isInstanceOf(Invocation.Run.class);
    return ((Invocation.Run) invocation).settings();
  }

  /** What the command line is refused with. */
  public static List<String> refused(JobCommand command, String... args) {
    return refused(command, Map.of(), args);
  }

  /** What the command line with Spark properties is refused with. */
  public static List<String> refused(
      JobCommand command, Map<String, String> sparkConf, String... args) {
    UsageException refusal =
        catchThrowableOfType(
            UsageException.class, () -> command.parse(List.of(args), () -> sparkConf));
    assertThat(refusal).as("refusal of " + List.of(args)).isNotNull();
    refusal.messages().forEach(message -> assertThat(refusal).hasMessageContaining(message));
    return refusal.messages();
  }

  /** Expects that a value is refused, with the value, the remedy and the place that set it. */
  public static void requireRefusal(
      JobCommand command, String option, String shown, String remedy) {
    String value = shown.replaceAll("^'|'$", "");
    assertThat(refused(command, "--" + option + "=" + value))
        .singleElement()
        .asString()
        .startsWith("--" + option + " is " + (value.isBlank() ? "''" : shown) + ": ")
        .contains(remedy)
        .endsWith("(set by the command line)");
  }
}
