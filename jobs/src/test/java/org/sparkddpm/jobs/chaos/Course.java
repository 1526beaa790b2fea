package org.sparkddpm.jobs.chaos;

/** What a job is to do when a fault happens; in any case the same command completes it. */
enum Course {
  /** Nothing happens to it. */
  UNTOUCHED,

  /** It goes on by itself. */
  GOES_ON,

  /**
   * A training goes on by itself if it was between its first and its last round, as its checkpoints
   * are tried again. One that begins or ends, and a generation, may fail, with an error that says
   * why.
   */
  WAITS,

  /** Its driver ends. */
  ENDS
}
