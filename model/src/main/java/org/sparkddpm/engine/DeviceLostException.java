package org.sparkddpm.engine;

/**
 * A device failed in a way that no engine of the process recovers from, by a fault of a kernel or
 * of the device: what was computed on it is lost, every further call fails likewise, and only a new
 * process can use the device.
 */
public final class DeviceLostException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** What failed, and what helps. */
  public DeviceLostException(String message) {
    super(message);
  }
}
