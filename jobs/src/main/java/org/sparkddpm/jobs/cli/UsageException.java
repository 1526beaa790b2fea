package org.sparkddpm.jobs.cli;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The options of a job cannot be used. The message lists everything that is wrong, with the
 * remedies, and never holds a secret; there is no stack trace, for the fault is not in the code.
 */
public final class UsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  UsageException(String what, List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> "\n  - " + Credentials.redact(problem.message()))
            .collect(Collectors.joining("", what + ":", "")));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, one message for each fault. */
  public List<String> messages() {
    return problems.stream().map(problem -> Credentials.redact(problem.message())).toList();
  }

  List<Problem> problems() {
    return problems;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // Does nothing.
  public Throwable fillInStackTrace() {
    return this;
  }
}
