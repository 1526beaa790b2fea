package org.sparkddpm.jobs.cli;

import java.util.Map;

/** A failure after all work was done: the account of the run has its figures all the same. */
public interface FailureWithFigures {

  /** The results by name, as those of a {@link JobOutcome}. */
  Map<String, Object> figures();
}
