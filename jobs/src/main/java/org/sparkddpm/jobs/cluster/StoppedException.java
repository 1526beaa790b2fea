package org.sparkddpm.jobs.cluster;

/** A job was abandoned because its process was told to end; nothing has failed. */
public final class StoppedException extends Exception {

  private static final long serialVersionUID = 1L;

  static final String TOLD = "told to stop (SIGTERM or Ctrl-C)";

  /** Keeps what Spark made of it, which a log at level debug may show. */
  public StoppedException(Exception cause) {
    super(TOLD + "; the same command goes on from what is done", cause);
  }
}
