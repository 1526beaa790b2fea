package org.sparkddpm.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that the system gives no time (SIGSTOP), for good or by turns; closing ends that. */
final class StoppedProcess implements AutoCloseable {

  private final ProcessHandle process;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger stops = new AtomicInteger();

  private StoppedProcess(ProcessHandle process) {
    this.process = process;
  }

  /** All of the process stands still: work, heartbeats, connections. */
  static StoppedProcess forGood(ProcessHandle process) {
    StoppedProcess stopped = new StoppedProcess(process);
    stopped.signal("STOP");
    return stopped;
  }

  /** The process stands still for a while, works for a while, and so on. */
  static StoppedProcess byTurns(ProcessHandle process, Duration stands, Duration works) {
    StoppedProcess slow = new StoppedProcess(process);
    var unused =
        slow.clock.scheduleWithFixedDelay(
            () -> slow.turn(stands), 0, works.toMillis(), TimeUnit.MILLISECONDS);
    return slow;
  }

  /** How many times it was stopped. */
  int stops() {
    return stops.get();
  }

  private synchronized void turn(Duration stands) {
    signal("STOP");
    try {
      Thread.sleep(stands.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    signal("CONT");
  }

  private void signal(String name) {
    if (!process.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
          .inheritIO()
          .start()
          .onExit()
          .join();
      stops.addAndGet(name.equals("STOP") ? 1 : 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    goOn();
  }

  /** After a turn that is going on, which the end of the clock cuts short. */
  private synchronized void goOn() {
    signal("CONT");
  }
}
