package org.sparkddpm.jobs.preflight;

/**
 * The job cannot run to its end here. The message names each failed check and its remedy; there is
 * no stack trace, which would bury it.
 */
public final class PreflightFailedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  PreflightFailedException(String message) {
    super(message);
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // Does nothing.
  public Throwable fillInStackTrace() {
    return this;
  }
}
