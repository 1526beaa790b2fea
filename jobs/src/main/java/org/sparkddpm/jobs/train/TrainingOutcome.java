package org.sparkddpm.jobs.train;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.cli.ProgressLine;
import org.sparkddpm.jobs.data.DataSplits;

/** What a training that begins now has come to in the end: its last log line and its result. */
final class TrainingOutcome {

  private static final Logger log = LoggerFactory.getLogger(Training.class);

  private final TrainingPlan plan;
  private final DataSplits data;
  private final long began = System.nanoTime();

  TrainingOutcome(TrainingPlan plan, DataSplits data) {
    this.plan = plan;
    this.data = data;
  }

  /** Since the training began. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Nothing was to be done. */
  JobOutcome finishedBefore(TrainingProgress state, Path newest) {
    log.info(
        "finished already: {} of {} images seen, newest checkpoint {}; raise --images to go on",
        state.imagesSeen(),
        plan.settings().get(TrainOptions.IMAGES),
        newest);
    return JobOutcome.finished(figures(state, newest.toString()));
  }

  /**
   * The training has ended.
   *
   * @param finished whether all images are seen
   * @param told whether the process was told to stop
   * @param newest the newest checkpoint, if any was written
   * @param page the report, if it could be made
   */
  JobOutcome ended(
      boolean finished,
      boolean told,
      TrainingProgress state,
      Optional<Path> newest,
      Optional<Path> page) {
    String where = newest.map(Path::toString).orElse("none newer than at the start");
    log.info(
        "{} after {}: {} of {} images seen; checkpoint: {}{}",
        finished ? "finished" : told ? "stopped as told" : "stopped by --max-minutes",
        ProgressLine.time(elapsed()),
        state.imagesSeen(),
        plan.settings().get(TrainOptions.IMAGES),
        where,
        finished ? "" : "; the same command goes on from there");
    Map<String, Object> figures = figures(state, where);
    page.ifPresent(path -> figures.put("report", path.toString()));
    return finished ? JobOutcome.finished(figures) : JobOutcome.stopped(figures);
  }

  private Map<String, Object> figures(TrainingProgress state, String checkpoint) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("data", data.origin());
    if (!data.report().taken().isEmpty()) {
      figures.put("data_files", data.report().toString());
    }
    if (data.names().areWords()) {
      figures.put("class_names", data.names().words());
    }
    figures.put("images_seen", state.imagesSeen());
    figures.put("rounds", state.round());
    figures.put("workers", state.workers());
    figures.putAll(plan.setup().engine().figures());
    if (!state.history().isEmpty()) {
      TrainingProgress.Point last = state.history().get(state.history().size() - 1);
      figures.put("loss", last.loss());
      last.validationLoss().ifPresent(loss -> figures.put("validation_loss", loss));
    }
    figures.put("seconds", elapsed().toSeconds());
    figures.put("checkpoint", checkpoint);
    return figures;
  }
}
