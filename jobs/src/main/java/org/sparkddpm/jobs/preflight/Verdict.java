package org.sparkddpm.jobs.preflight;

/** How a check came out; from good to bad. */
enum Verdict {
  /** As it should be. */
  OK,
  /** The job runs, but more slowly or less safely than it could. */
  WARN,
  /** The job cannot run to its end. */
  FAIL
}
