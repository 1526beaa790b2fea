package org.sparkddpm.jobs.checkpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.storage.ClaimLostException;
import org.sparkddpm.jobs.storage.ClaimedException;

/**
 * Writes checkpoints to a store that may be away for a while: a name node that starts anew, an
 * object store that is overloaded, a disk that is full until somebody clears it. A long training is
 * worth the wait, but not an endless one: its executors stand idle meanwhile.
 */
public final class PatientWriter {

  private static final Logger log = LoggerFactory.getLogger(PatientWriter.class);

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final CheckpointStore store;
  private final Duration patience;
  private final Predicate<Duration> pause;
  private final LongSupplier nanoTime;

  /**
   * A writer to a store.
   *
   * @param patience for how long a write that fails is tried again; zero for not at all
   * @param pause waits so long, or until the process is told to end; whether it was told so
   */
  public PatientWriter(CheckpointStore store, Duration patience, Predicate<Duration> pause) {
    this(store, patience, pause, System::nanoTime);
  }

  PatientWriter(
      CheckpointStore store, Duration patience, Predicate<Duration> pause, LongSupplier nanoTime) {
    this.store = store;
    this.patience = patience;
    this.pause = pause;
    this.nanoTime = nanoTime;
  }

  /**
   * Stores a checkpoint; see {@link CheckpointStore#write}.
   *
   * @throws ClaimedException if another driver writes here now; that is not tried again
   * @throws ClaimLostException if the claim was removed; neither is that
   * @throws IOException if it could not be written for so long, or the process is to end; all
   *     earlier checkpoints are as they were
   */
  public Path write(long imagesSeen, Checkpoint checkpoint, OptionalDouble validationLoss)
      throws IOException {
    return write(() -> store.write(imagesSeen, checkpoint, validationLoss));
  }

  /** What writes to the store. */
  @FunctionalInterface
  public interface Write<T> {
    /**
     * Tries it once.
     *
     * @throws IOException if it cannot be written now
     */
    T attempt() throws IOException;
  }

  /**
   * Writes anything else to the store of the checkpoints with the same patience.
   *
   * @throws ClaimedException if another driver writes here now; that is not tried again
   * @throws ClaimLostException if the claim was removed; neither is that
   * @throws IOException if it could not be written for so long, or the process is to end
   */
  public <T> T write(Write<T> write) throws IOException {
    long began = nanoTime.getAsLong();
    Duration next = SHORTEST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        return write.attempt();
      } catch (ClaimedException | ClaimLostException e) {
        throw e;
      } catch (IOException e) {
        Duration left = patience.minusNanos(nanoTime.getAsLong() - began);
        if (left.compareTo(next) < 0) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "gave up after %d attempts in %d s (--store-timeout): %s",
                  attempt,
                  patience.minus(left).toSeconds(),
                  e.getMessage()),
              e);
        }
        log.warn(
            "attempt {} failed; training waits, the next one is in {} s, the last one within {} s"
                + " (--store-timeout): {}",
            attempt,
            next.toSeconds(),
            left.toSeconds(),
            e.getMessage());
        if (pause.test(next)) {
          throw e;
        }
        next = next.multipliedBy(2);
        next = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
      }
    }
  }
}
