package org.sparkddpm.engine.cuda;

import com.sun.jna.ptr.LongByReference;
import org.sparkddpm.engine.OutOfDeviceMemoryException;

/**
 * A card's primary context, as one engine holds it. All engines of a process on one card share it;
 * the driver needs to be told in each thread which card it speaks of.
 */
final class Context implements AutoCloseable {

  private final Driver driver;
  private final Card card;
  private final long handle;
  private boolean closed;

  private Context(Driver driver, Card card, long handle) {
    this.driver = driver;
    this.card = card;
    this.handle = handle;
  }

  /**
   * Holds a card's context, which is made where the process has none.
   *
   * @throws OutOfDeviceMemoryException if it finds no place on the card
   * @throws DriverError if that fails otherwise
   */
  static Context of(Driver driver, Card card) {
    LongByReference handle = new LongByReference();
    check(
        driver,
        card,
        driver.cuDevicePrimaryCtxRetain(handle, card.handle()),
        "cuDevicePrimaryCtxRetain on " + card.name());
    return new Context(driver, card, handle.getValue());
  }

  Driver driver() {
    return driver;
  }

  Card card() {
    return card;
  }

  boolean closed() {
    return closed;
  }

  /**
   * Must come before calls that a thread makes for this card. The driver is told each time: other
   * code of the process may have spoken of another card since.
   *
   * @throws IllegalStateException if it is closed
   */
  void enter() {
    if (closed) {
      throw new IllegalStateException(
          "the engine on " + card.name() + " is closed; make another to compute");
    }
    check(driver.cuCtxSetCurrent(handle), "cuCtxSetCurrent");
  }

  /**
   * See {@link DriverError#check}.
   *
   * @throws OutOfDeviceMemoryException if the card had not the memory for the call
   */
  void check(int result, String call) {
    check(driver, card, result, call);
  }

  private static void check(Driver driver, Card card, int result, String call) {
    if (result == DriverError.OUT_OF_MEMORY) {
      throw new OutOfDeviceMemoryException(card.name(), call, card.memory());
    }
    DriverError.check(driver, result, call);
  }

  /** Gives it back; with its last holder the driver ends it and frees all that it has. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      check(driver.cuDevicePrimaryCtxRelease_v2(card.handle()), "cuDevicePrimaryCtxRelease");
    }
  }
}
