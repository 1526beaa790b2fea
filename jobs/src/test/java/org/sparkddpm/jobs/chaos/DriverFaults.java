package org.sparkddpm.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/** What happens to the job's driver, and drivers beside it. */
final class DriverFaults {

  private static final Duration TO_END = Duration.ofSeconds(60);
  private static final Duration BETWEEN_READINGS = Duration.ofMillis(100);

  private DriverFaults() {}

  /** At any moment, or while it writes. */
  static void kill(Trial trial) throws InterruptedException {
    boolean writing = trial.random().nextBoolean();
    if (writing) {
      trial.awaitWriting();
    } else {
      trial.awaitMoment();
    }
    trial.note(writing ? "while it writes" : "at any time");
    trial.job().kill();
  }

  /** It is to end within a minute, and as told: nothing has failed. */
  static void tell(Trial trial) {
    trial.awaitWriting();
    long told = System.nanoTime();
    trial.job().terminate();
    trial.awaitOrEnd("its end", () -> System.nanoTime() - told >= TO_END.toNanos());
    assertThat(trial.job().isRunning()).as("whether it runs %s after SIGTERM", TO_END).isFalse();
    assertThat(trial.job().log()).doesNotContain(" failed: ", "Exception in thread \"main\"");
  }

  /**
   * The same command again, at about the same time. Of two trainings one is refused, or both are;
   * the second one may also find that all is done. Of two generations one waits for the other.
   */
  static void second(Trial trial) throws Exception {
    Duration later = trial.drawTime(1, 6);
    trial.note(String.format(Locale.ROOT, "started %.1f s later", later.toMillis() / 1e3));
    trial.pass(later);
    SubmittedJob first = trial.job();
    try (SubmittedJob second = trial.second()) {
      int status = second.exitStatus();
      if (trial.draw().work() == Work.GENERATION) {
        assertThat(status).as(second.log()).isZero();
      } else {
        requireRefusal(second, status);
      }
    }
    trial.over();
    if (trial.draw().work() == Work.TRAINING) {
      requireRefusal(first, first.exitStatus());
    }
  }

  private static void requireRefusal(SubmittedJob job, int status) {
    if (status != 0) {
      assertThat(job.log()).contains("is being written to by another driver: process ");
    }
  }

  /** One or two readers of their own, and checkpoints also read again and again from here. */
  static void read(Trial trial) throws Exception {
    trial.awaitOrEnd("something to read", trial::isReadable);
    int readers = 1 + trial.random().nextInt(2);
    int readings = 0;
    for (int reader = 0; reader < readers; reader++) {
      trial.pass(trial.drawTime(1, 5));
      try (SubmittedJob process = trial.reader()) {
        while (process.isRunning()) {
          readings += readCheckpoint(trial);
          Thread.sleep(BETWEEN_READINGS.toMillis());
        }
        assertThat(process.exitStatus()).as(process.log()).isZero();
      }
    }
    trial.note(readers + " readers");
    trial.note(readings + " readings");
  }

  private static int readCheckpoint(Trial trial) throws Exception {
    if (trial.draw().work() != Work.TRAINING) {
      return 0;
    }
    String checkpoints = trial.place().in(Work.CHECKPOINTS);
    var read = CheckpointStore.read(trial.place().configuration(), checkpoints);
    assertThat(read.imagesSeen()).isPositive();
    return 1;
  }
}
