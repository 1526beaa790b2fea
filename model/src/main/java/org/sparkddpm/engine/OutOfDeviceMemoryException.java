package org.sparkddpm.engine;

import java.util.Locale;

/** A device has not enough memory free for what was asked. */
public final class OutOfDeviceMemoryException extends IllegalStateException {

  private static final long serialVersionUID = 1L;
  private static final double MEBIBYTE = 1 << 20;

  private static final String REMEDY = "; take a smaller batch, or end what else uses the device";

  private final String found;
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
    this(
        asked,
        free,
        total,
        String.format(
            Locale.ROOT,
            "%s has no memory for %.1f MiB more: %.1f of its %.1f MiB are free",
            device,
            asked / MEBIBYTE,
            free / MEBIBYTE,
            total / MEBIBYTE));
  }

  /**
   * Where the device does not say how much it lacked: {@link #asked} and {@link #free} are 0.
   *
   * @param device its name
   * @param call that needed memory
   * @param total bytes of the device
   */
  public OutOfDeviceMemoryException(String device, String call, long total) {
    this(
        0,
        0,
        total,
        String.format(
            Locale.ROOT,
            "%s with %.1f MiB has not the memory that %s needs",
            device,
            total / MEBIBYTE,
            call));
  }

  private OutOfDeviceMemoryException(long asked, long free, long total, String found) {
    super(found + REMEDY);
    this.found = found;
    this.asked = asked;
    this.free = free;
    this.total = total;
  }

  /** The message without what helps, for whoever knows that better. */
  public String found() {
    return found;
  }

  /** Bytes that were asked for; 0 where the device does not say. */
  public long asked() {
    return asked;
  }

  /** Bytes that were free; 0 where the device does not say. */
  public long free() {
    return free;
  }

  /** Bytes of the device. */
  public long total() {
    return total;
  }
}
