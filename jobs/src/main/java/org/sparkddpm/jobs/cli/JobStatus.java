package org.sparkddpm.jobs.cli;

import java.util.Locale;

/** How a job ended. */
public enum JobStatus {
  /** All work is done. */
  FINISHED,
  /** Stopped in good order before all work was done; the same command goes on. */
  STOPPED,
  /** An error ended the job. */
  FAILED,
  /** Settings were checked, no work was done. */
  DRY_RUN,
  /** The preflight passed, no work was done. */
  PREFLIGHT;

  /** The name in result files, such as {@code dry-run}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
