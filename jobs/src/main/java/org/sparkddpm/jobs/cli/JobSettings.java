package org.sparkddpm.jobs.cli;

/** What the launcher needs to know of any job's settings. */
public interface JobSettings {
  /** Whether the job is to check its settings and do no work. */
  boolean dryRun();

  /** Whether the job is to check that it can run here and do no work. */
  default boolean preflight() {
    return false;
  }

  /** Path or Hadoop URI of the result file. */
  String result();
}
