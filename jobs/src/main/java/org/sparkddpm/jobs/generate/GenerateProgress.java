package org.sparkddpm.jobs.generate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.cli.ProgressDisplay;
import org.sparkddpm.jobs.cli.ProgressLine;
import org.sparkddpm.jobs.cluster.ClusterWatch;
import org.sparkddpm.jobs.cluster.JobGauges;

/**
 * Shows how many samples are made, also by the gauges {@code ddpm.samples_made} and {@code
 * ddpm.samples_to_make}.
 */
final class GenerateProgress implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GenerateProgress.class);

  private final LongAccumulator done;
  private final long total;
  private final JobGauges gauges;
  private final long began = System.nanoTime();
  private final ProgressDisplay display = new ProgressDisplay(log);
  private final ScheduledExecutorService clock;

  GenerateProgress(LongAccumulator done, long total) {
    this.done = done;
    this.total = total;
    this.gauges =
        new JobGauges(Map.of("samples_made", done::value, "samples_to_make", () -> total));
    this.clock = ClusterWatch.everySecond("generate-progress", () -> display.show(this::line));
  }

  /** All samples are made. */
  void end() {
    display.end(line());
  }

  private ProgressLine line() {
    long made = done.value();
    return ProgressLine.share("generate", made, total)
        .pace("img", made, Duration.ofNanos(System.nanoTime() - began), total - made)
        .count("images", made, total);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    gauges.close();
  }
}
