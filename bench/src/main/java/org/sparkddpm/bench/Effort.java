package org.sparkddpm.bench;

import java.time.Duration;
import org.sparkddpm.jobs.options.Settings;

/** How much a measurement takes: batches, rounds and times, which {@code --quick} makes small. */
record Effort(Settings settings, boolean quick) {
  private static final int SAMPLING_BATCH = 64;
  private static final int QUICK_BATCH = 16;

  static Effort of(Settings settings) {
    return new Effort(settings, settings.get(BenchOptions.QUICK));
  }

  /** Images of a minibatch. */
  int batchSize(String preset, String step) {
    int given = settings.get(BenchOptions.BATCH_SIZE);
    if (given > 0) {
      return given;
    }
    int usual = step.equals(BenchOptions.TRAIN) ? Subject.trainingBatch(preset) : SAMPLING_BATCH;
    return quick ? Math.min(usual, QUICK_BATCH) : usual;
  }

  int rounds() {
    int given = settings.get(BenchOptions.ROUNDS);
    if (given > 0) {
      return given;
    }
    return quick ? 6 : 20;
  }

  Duration warmUp() {
    return Duration.ofSeconds(quick ? 4 : 15);
  }

  /** How long the measurement of one preset and step may take beyond its first rounds. */
  Duration limit() {
    return quick ? Duration.ofSeconds(25) : Duration.ofMinutes(5);
  }

  Duration turn() {
    return Duration.ofMillis(quick ? 500 : 1500);
  }
}
