package org.sparkddpm.jobs.train;

import java.time.Duration;
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

  void log(RunState state, long rounds, RoundResult result) {
    lossSum += result.loss() * result.images();
    lossImages += result.images();
    log.info(
        "{}",
        ProgressLine.of("train", "round", state.round(), rounds)
            .count("images", state.imagesSeen(), total)
            .figure("loss", result.loss())
            .percent("outside compute", result.outsideShare())
            .figure("moved", result.bytes() / 1_000_000 + " MB")
            .pace(
                "img",
                state.imagesSeen() - before,
                Duration.ofNanos(System.nanoTime() - began),
                total - state.imagesSeen()));
  }

  /** The mean loss of the images since the last call. */
  double takeLoss() {
    double mean = lossSum / lossImages;
    lossSum = 0;
    lossImages = 0;
    return mean;
  }
}
