package org.sparkddpm.jobs.options;

import java.util.List;
import org.sparkddpm.jobs.storage.Printable;

/**
 * The options of a program cannot be used. The message lists everything that is wrong, with the
 * remedies, and never holds a secret; there is no stack trace, for the fault is not in the code.
 */
@SuppressWarnings("OverrideThrowableToString") // A class's name is nothing for a user.
public final class UsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> messages;

  UsageException(String what, List<String> messages) {
    super(what + ":\n  - " + String.join("\n  - ", shown(messages)));
    this.messages = shown(messages);
  }

  private static List<String> shown(List<String> messages) {
    return messages.stream().map(Credentials::redact).map(Printable::of).toList();
  }

  /** What is wrong, one message for each fault. */
  public List<String> messages() {
    return messages;
  }

  /** The message alone: Java prints this when it ends the program. */
  @Override
  public String toString() {
    return getMessage();
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // Does nothing.
  public Throwable fillInStackTrace() {
    return this;
  }
}
