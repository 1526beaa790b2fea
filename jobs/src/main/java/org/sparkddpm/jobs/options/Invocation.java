package org.sparkddpm.jobs.options;

/** What a command line asks for. */
public sealed interface Invocation {
  /**
   * Show a text and do nothing: {@code --help} or {@code --version}.
   *
   * @param text what to print, ending in a line feed
   */
  record Show(String text) implements Invocation {}

  /** Run the job with these settings, which are right. */
  record Run(Settings settings) implements Invocation {}
}
