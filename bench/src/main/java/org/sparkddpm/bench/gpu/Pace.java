package org.sparkddpm.bench.gpu;

import java.io.IOException;
import java.time.Duration;
import org.sparkddpm.bench.Contestant;

/** Finds how many steps of a contestant make a turn, which warms it up too. */
final class Pace {

  /** By which the number of steps grows at most from trial to trial. */
  private static final int GROWTH = 8;

  private Pace() {}

  /** Steps of about so long; the contestant has taken as many at once. */
  static int steps(Contestant contestant, Duration turn) throws IOException {
    long steps = 1;
    long trialled = 0;
    while (steps != trialled) {
      trialled = steps;
      double nanos = contestant.ask("run", steps).path("nanos").asDouble();
      long wanted = Math.max(1, Math.round(steps * turn.toNanos() / nanos));
      if (nanos < 0.8 * turn.toNanos()) {
        steps = Math.min(wanted, GROWTH * steps);
      }
    }
    return Math.toIntExact(steps);
  }
}
