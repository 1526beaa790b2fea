package org.sparkddpm.jobs.preflight;

/** The job cannot run to its end here. The message names each failed check and its remedy. */
public final class PreflightFailedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  PreflightFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
