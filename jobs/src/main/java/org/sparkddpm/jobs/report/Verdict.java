package org.sparkddpm.jobs.report;

import java.util.List;
import java.util.Locale;

/**
 * What a report says first.
 *
 * @param outcome of what was checked
 * @param headline the answer, in one line
 * @param sentences what it rests on; each a line
 */
public record Verdict(Outcome outcome, String headline, List<String> sentences) {

  /** Whether what was checked is good. */
  public enum Outcome {
    /** All that was asked for is there. */
    PASSED,
    /** Something is not as it was asked for. */
    FAILED,
    /** Nothing was asked for; the reader judges. */
    OPEN;

    /** For the page's style. */
    public String style() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies. */
  public Verdict {
    sentences = List.copyOf(sentences);
  }
}
