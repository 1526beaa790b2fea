package org.sparkddpm.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;

/** Short ways to parse command lines. */
final class Commands {
  private Commands() {}

  static <S extends JobSettings> Invocation.Run<S> parse(
      JobCommand<S> command, Map<String, String> sparkConf, String... args) {
    Invocation<S> invocation = command.parse(List.of(args), () -> sparkConf);
    assertThat(invocation).isInstanceOf(Invocation.Run.class);
    return (Invocation.Run<S>) invocation;
  }

  static TrainSettings train(String... args) {
    return parse(TrainOptions.command(), Map.of(), args).settings();
  }

  static GenerateSettings generate(String... args) {
    return parse(GenerateOptions.command(), Map.of(), args).settings();
  }

  /** What the command line is refused with. */
  static List<String> refused(JobCommand<?> command, String... args) {
    return refused(command, Map.of(), args);
  }

  static List<String> refused(
      JobCommand<?> command, Map<String, String> sparkConf, String... args) {
    UsageException refusal =
        catchThrowableOfType(
            UsageException.class, () -> command.parse(List.of(args), () -> sparkConf));
    assertThat(refusal).as("refusal of " + List.of(args)).isNotNull();
    refusal.messages().forEach(message -> assertThat(refusal).hasMessageContaining(message));
    return refusal.messages();
  }
}
