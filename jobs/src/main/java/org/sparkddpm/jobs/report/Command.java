package org.sparkddpm.jobs.report;

/**
 * A command line that a reader may want to run.
 *
 * @param caption what it does
 * @param text of the command, lines ended by a backslash where it has several
 */
public record Command(String caption, String text) implements Block {

  @Override
  public String kind() {
    return "command";
  }
}
