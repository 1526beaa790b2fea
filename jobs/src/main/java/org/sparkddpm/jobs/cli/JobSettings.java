package org.sparkddpm.jobs.cli;

/** What the launcher needs to know of any job's settings. */
public interface JobSettings {
  /** Whether the job is to check its settings and do no work. */
  boolean dryRun();

  /** Path or Hadoop URI of the result file. */
  String result();
}
