package org.sparkddpm.engine.cuda;

import com.sun.jna.ptr.LongByReference;

/**
 * A card's primary context, as one engine holds it. All engines of a process on one card share it;
 * the driver needs to be told in each thread which card it speaks of.
 */
final class Context implements AutoCloseable {

  /** What {@link #enter} made current last in this thread; a token, which keeps nothing alive. */
  private static final ThreadLocal<Object> CURRENT = new ThreadLocal<>();

  private final Driver driver;
  private final Card card;
  private final long handle;
  private final Object token = new Object();
  private boolean closed;

  private Context(Driver driver, Card card, long handle) {
    this.driver = driver;
    this.card = card;
    this.handle = handle;
  }

  /**
   * Holds a card's context, which is made where the process has none.
   *
   * @throws DriverError if that fails
   */
  static Context of(Driver driver, Card card) {
    LongByReference handle = new LongByReference();
    DriverError.check(
        driver,
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

  /**
   * Must come before calls that a thread makes for this card.
   *
   * @throws IllegalStateException if it is closed
   */
  void enter() {
    if (closed) {
      throw new IllegalStateException(
          "the engine on " + card.name() + " is closed; make another to compute");
    }
    if (CURRENT.get() != token) {
      check(driver.cuCtxSetCurrent(handle), "cuCtxSetCurrent");
      CURRENT.set(token);
    }
  }

  /** See {@link DriverError#check}. */
  void check(int result, String call) {
    if (result != 0) {
      throw DriverError.of(driver, result, call);
    }
  }

  /** Gives it back; with its last holder the driver ends it and frees all that it has. */
  @Override
  public void close() {
    if (!closed) {
      enter();
      closed = true;
      CURRENT.remove();
      check(driver.cuDevicePrimaryCtxRelease_v2(card.handle()), "cuDevicePrimaryCtxRelease");
    }
  }
}
