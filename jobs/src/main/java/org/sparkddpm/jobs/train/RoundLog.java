package org.sparkddpm.jobs.train;

import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.cli.ProgressDisplay;
import org.sparkddpm.jobs.cli.ProgressLine;

/** Shows where the training stands; at level debug, all figures of each round. */
final class RoundLog {

  private static final Logger log = LoggerFactory.getLogger(RoundLog.class);

  private final long total;
  private final long before;
  private final long began = System.nanoTime();
  private final ProgressDisplay display = new ProgressDisplay(log);

  /**
   * Begins.
   *
   * @param total images of the whole run
   * @param before images seen before this process took over
   */
  RoundLog(long total, long before) {
    this.total = total;
    this.before = before;
  }

  /**
   * A round is done.
   *
   * @param rounds of the whole run
   * @param driver the driver's memory
   */
  void log(TrainingProgress state, long rounds, RoundResult result, MemoryUse driver) {
    display.show(() -> line(state, rounds, result));
    log.debug(
        "{}",
        line(state, rounds, result)
            .count("images", state.imagesSeen(), total)
            .figure("outside compute", outside(result))
            .figure("moved", moved(result))
            .figure("memory", memory(result, driver)));
    log.debug("milliseconds of the driver {}, workers {}", result.phases(), result.reports());
  }

  private ProgressLine line(TrainingProgress state, long rounds, RoundResult result) {
    return ProgressLine.share("train", state.imagesSeen(), total)
        .figure("loss", result.loss())
        .pace(
            "img",
            state.imagesSeen() - before,
            Duration.ofNanos(System.nanoTime() - began),
            total - state.imagesSeen())
        .count("round", state.round(), rounds);
  }

  private static String outside(RoundResult result) {
    double share = result.outsideShare();
    return String.format(
        Locale.ROOT, "%.0f ms (%.1f %%)", share * result.seconds() * 1e3, share * 100);
  }

  private static String moved(RoundResult result) {
    return megabytes(result.bytesDown()) + " down, " + megabytes(result.bytesUp()) + " up";
  }

  /** The largest executor's and the driver's; in local mode they are the same process. */
  private static String memory(RoundResult result, MemoryUse driver) {
    return "%s (JavaCPP %s), driver %s"
        .formatted(
            megabytes(result.memory().resident()),
            megabytes(result.memory().javacpp()),
            megabytes(driver.resident()));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
  }
}
