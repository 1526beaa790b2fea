package org.sparkddpm.jobs.generate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.cli.ProgressLine;
import org.sparkddpm.jobs.cluster.JobGauges;

/**
 * A line every few seconds while samples are made, and the gauges {@code ddpm.samples_made} and
 * {@code ddpm.samples_to_make}.
 */
final class GenerateProgress implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GenerateProgress.class);
  private static final int PERIOD_SECONDS = 5;

  private final LongAccumulator done;
  private final long total;
  private final JobGauges gauges;
  private final long began = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "generate-progress");
            thread.setDaemon(true);
            return thread;
          });

  GenerateProgress(LongAccumulator done, long total) {
    this.done = done;
    this.total = total;
    this.gauges =
        new JobGauges(Map.of("samples_made", done::value, "samples_to_make", () -> total));
    var unused =
        clock.scheduleAtFixedRate(this::log, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  void log() {
    long made = done.value();
    log.info(
        "{}",
        ProgressLine.of("generate", "images", made, total)
            .pace("img", made, Duration.ofNanos(System.nanoTime() - began), total - made));
  }

  @Override
  public void close() {
    clock.shutdownNow();
    gauges.close();
  }
}
