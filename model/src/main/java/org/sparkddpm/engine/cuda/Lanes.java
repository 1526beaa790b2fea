package org.sparkddpm.engine.cuda;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.engine.DeviceLostException;

/** The main lane of a card, and one that runs beside it for a while. */
final class Lanes {

  private static final Logger log = LoggerFactory.getLogger(Lanes.class);

  private final Lane main;
  private final Lane side;
  private Lane current;
  private boolean forked;

  /** Takes both, which the holdings free. */
  Lanes(Context context, Holdings holdings) {
    main = new Lane(context, holdings);
    side = new Lane(context, holdings);
    current = main;
  }

  /** What all but the lists of {@link #beside} is started on. */
  Lane main() {
    return main;
  }

  /** Which takes kernels now. */
  Lane current() {
    return current;
  }

  /** Whether one of two lists is being started. */
  boolean forked() {
    return forked;
  }

  /**
   * See {@link Launcher#beside}. Also where a list fails the main lane waits for the other.
   *
   * @param starting whether kernels are started; where they are not none has to wait
   */
  void beside(Runnable aside, Runnable mainly, boolean starting) {
    if (forked) {
      throw new IllegalStateException(
          "one of two lists that run side by side asks for two of its own; start these one after"
              + " the other");
    }
    follow(side, main, starting);
    forked = true;
    try {
      current = side;
      aside.run();
      current = main;
      mainly.run();
    } catch (RuntimeException | Error e) {
      // A capture could not end without, and what is freed afterwards could be in use.
      try {
        follow(main, side, starting);
      } catch (RuntimeException following) {
        e.addSuppressed(following);
      }
      throw e;
    } finally {
      current = main;
      forked = false;
    }
    follow(main, side, starting);
  }

  private static void follow(Lane next, Lane first, boolean starting) {
    if (starting) {
      next.follow(first);
    }
  }

  /** Waits for both; what fails is logged, as nobody asks for its results any more. */
  void finish() {
    for (Lane lane : List.of(main, side)) {
      try {
        lane.synchronize();
      } catch (DriverError | DeviceLostException e) {
        log.warn("not finished: {}", e.getMessage());
      }
    }
  }
}
