package org.sparkddpm.engine;

/** A device has not enough memory free for what was asked. */
public final class OutOfDeviceMemoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final double MEBIBYTE = 1 << 20;

  private final long asked;
  private final long free;
  private final long total;

  /**
   * What was asked and what there is, in bytes.
   *
   * @param device its name
   * @param asked for one piece of memory
   * @param free of all processes together; what is free may be in smaller pieces
   * @param total of the device
   */
  public OutOfDeviceMemoryException(String device, long asked, long free, long total) {
    super(
        "%s has no memory for %.1f MiB more: %.1f of its %.1f MiB are free"
                .formatted(device, asked / MEBIBYTE, free / MEBIBYTE, total / MEBIBYTE)
            + "; take a smaller batch, or end what else uses the device");
    this.asked = asked;
    this.free = free;
    this.total = total;
  }

  /** Bytes that were asked for. */
  public long asked() {
    return asked;
  }

  /** Bytes that were free. */
  public long free() {
    return free;
  }

  /** Bytes of the device. */
  public long total() {
    return total;
  }
}
