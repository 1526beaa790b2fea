package org.sparkddpm.jobs.train;

import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.cli.ProgressLine;

/** One line for each round, and the mean loss between two checkpoints. */
final class RoundLog {

  private static final Logger log = LoggerFactory.getLogger(RoundLog.class);

  private final long total;
  private final long before;
  private final long began = System.nanoTime();
  private double lossSum;
  private long lossImages;

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

  void log(TrainingProgress state, long rounds, RoundResult result) {
    lossSum += result.loss() * result.images();
    lossImages += result.images();
    log.info(
        "{}",
        ProgressLine.of("train", "round", state.round(), rounds)
            .count("images", state.imagesSeen(), total)
            .figure("loss", result.loss())
            .pace(
                "img",
                state.imagesSeen() - before,
                Duration.ofNanos(System.nanoTime() - began),
                total - state.imagesSeen())
            .figure("outside compute", outside(result))
            .figure("moved", moved(result))
            .figure("memory", memory(result)));
    log.debug("milliseconds of the driver {}, workers {}", result.phases(), result.reports());
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
  private static String memory(RoundResult result) {
    return "%s (JavaCPP %s), driver %s"
        .formatted(
            megabytes(result.memory().resident()),
            megabytes(result.memory().javacpp()),
            megabytes(MemoryUse.now().resident()));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
  }

  /** The mean loss of the images since the last call. */
  double takeLoss() {
    double mean = lossSum / lossImages;
    lossSum = 0;
    lossImages = 0;
    return mean;
  }
}
