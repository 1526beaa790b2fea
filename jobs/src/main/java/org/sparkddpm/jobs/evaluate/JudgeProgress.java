package org.sparkddpm.jobs.evaluate;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.cli.ProgressDisplay;
import org.sparkddpm.jobs.cli.ProgressLine;
import org.sparkddpm.judge.JudgeTraining;

/** Shows where the training of a classifier is, in the log of its task's process. */
final class JudgeProgress implements JudgeTraining.Listener {

  private static final Logger log = LoggerFactory.getLogger(JudgeProgress.class);

  private static final double NEW = 0.02;

  private final String phase;
  private final long total;
  private final long began = System.nanoTime();
  private final ProgressDisplay display = new ProgressDisplay(log);
  private double mean = Double.NaN;

  JudgeProgress(String phase, long total) {
    this.phase = phase;
    this.total = total;
  }

  @Override
  public void step(long seen, double loss) {
    mean = Double.isNaN(mean) ? loss : mean + NEW * (loss - mean);
    long done = Math.min(seen, total);
    display.show(
        () ->
            ProgressLine.share(phase, done, total)
                .figure("loss", mean)
                .pace("img", done, Duration.ofNanos(System.nanoTime() - began), total - done));
  }
}
