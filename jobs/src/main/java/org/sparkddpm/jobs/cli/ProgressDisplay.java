package org.sparkddpm.jobs.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * Shows where long work stands: on a terminal one line that is drawn again and again, otherwise a
 * line of the log every ten seconds at most.
 */
public final class ProgressDisplay {

  /**
   * The environment variable by which {@code scripts/spark-submit} says that errors and log go to a
   * terminal: what erases the rest of a line there. {@code conf/log4j2.properties} begins its lines
   * with it, which so write over the one that was drawn.
   */
  static final String ERASE = "SPARK_DDPM_ERASE";

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(200);

  private final Optional<String> erase;
  private final PrintStream terminal;
  private final Consumer<String> log;
  private final LongSupplier nanoTime;
  private Optional<Long> last = Optional.empty();

  /** A display that writes to a log where there is no terminal. */
  public ProgressDisplay(Logger log) {
    this(
        Optional.ofNullable(System.getenv(ERASE)).filter(text -> !text.isEmpty()),
        System.err,
        line -> log.info("{}", line),
        System::nanoTime);
  }

  ProgressDisplay(
      Optional<String> erase, PrintStream terminal, Consumer<String> log, LongSupplier nanoTime) {
    this.erase = erase;
    this.terminal = terminal;
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /** Shows a line, unless the one before is too recent. */
  public synchronized void show(Supplier<ProgressLine> line) {
    long now = nanoTime.getAsLong();
    long pause = (erase.isPresent() ? BETWEEN_DRAWINGS : BETWEEN_LINES).toNanos();
    if (last.isPresent() && now - last.get() < pause) {
      return;
    }
    last = Optional.of(now);
    if (erase.isPresent()) {
      terminal.print(line.get() + erase.get() + "\r");
      terminal.flush();
    } else {
      log.accept(line.get().toString());
    }
  }

  /** Writes what the work came to into the log. */
  public synchronized void end(ProgressLine line) {
    log.accept(line.toString());
  }
}
