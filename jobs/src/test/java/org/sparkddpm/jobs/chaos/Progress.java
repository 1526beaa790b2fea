package org.sparkddpm.jobs.chaos;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** When a job came how far, looked at several times a second. */
final class Progress implements AutoCloseable {

  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final Callable<Integer> look;
  private final NavigableMap<Long, Integer> steps = new TreeMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "progress");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Begins to look.
   *
   * @param look counts steps; may fail, as what it looks at may be away
   */
  Progress(Callable<Integer> look) {
    this.look = look;
    steps.put(Long.MIN_VALUE, 0);
    var unused =
        clock.scheduleWithFixedDelay(this::look, 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    int now;
    try {
      now = look.call();
    } catch (Exception away) {
      return;
    }
    synchronized (this) {
      if (now > steps.lastEntry().getValue()) {
        steps.put(System.nanoTime(), now);
      }
    }
  }

  /** The steps that were seen by now. */
  synchronized int steps() {
    return steps.lastEntry().getValue();
  }

  /** When the first step after a time was seen, by {@link System#nanoTime}. */
  synchronized Optional<Long> firstAfter(long nanos) {
    return Optional.ofNullable(steps.higherKey(nanos));
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
