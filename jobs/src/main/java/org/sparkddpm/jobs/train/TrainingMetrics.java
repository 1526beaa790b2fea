package org.sparkddpm.jobs.train;

import java.util.Map;
import org.sparkddpm.jobs.cluster.JobGauges;

/**
 * Where a training stands, as gauges: {@code ddpm.round}, {@code ddpm.images_seen}, {@code
 * ddpm.loss} and {@code ddpm.images_per_second}, the last two of the last round.
 */
final class TrainingMetrics implements AutoCloseable {

  private final JobGauges gauges;
  private volatile Standing standing = new Standing(0, 0, Double.NaN, 0);

  private record Standing(long round, long imagesSeen, double loss, double imagesPerSecond) {}

  /** Shows the gauges until closed. */
  TrainingMetrics() {
    gauges =
        new JobGauges(
            Map.of(
                "round", () -> standing.round(),
                "images_seen", () -> standing.imagesSeen(),
                "loss", () -> standing.loss(),
                "images_per_second", () -> standing.imagesPerSecond()));
  }

  /** What the last round came to. */
  void show(long round, long imagesSeen, double loss, double imagesPerSecond) {
    standing = new Standing(round, imagesSeen, loss, imagesPerSecond);
  }

  @Override
  public void close() {
    gauges.close();
  }
}
