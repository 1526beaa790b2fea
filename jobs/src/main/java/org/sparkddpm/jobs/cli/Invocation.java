package org.sparkddpm.jobs.cli;

/**
 * What a command line asks for.
 *
 * @param <S> the job's settings
 */
public sealed interface Invocation<S extends JobSettings> {
  /**
   * Show a text and do nothing: {@code --help} or {@code --version}.
   *
   * @param text what to print, ending in a line feed
   * @param <S> the job's settings
   */
  record Show<S extends JobSettings>(String text) implements Invocation<S> {}

  /**
   * Run the job.
   *
   * @param settings validated settings
   * @param options every option with its value and origin
   * @param <S> the job's settings
   */
  record Run<S extends JobSettings>(S settings, ResolvedOptions options) implements Invocation<S> {}
}
