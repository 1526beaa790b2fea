package org.sparkddpm.jobs.checkpoint;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.storage.Location;

/**
 * Removes what is no longer needed: checkpoints beyond the last ones and the best, and the remains
 * of writes that never ended. Damaged checkpoints stay for somebody to look at, and so do links and
 * folders with other files than a checkpoint has.
 *
 * @param grace how long a checkpoint stays that was the newest until then, for those who are just
 *     reading it
 * @param now by the clock of the checkpoints
 * @param alone whether nobody else writes here, which a claim ensures
 */
record Retention(Location location, int keepLast, Duration grace, Instant now, boolean alone) {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /**
   * Never fails: what cannot be removed now is tried again after the next write.
   *
   * @param justWritten stays, whatever else is there
   * @param ownership is checked before anything is removed
   */
  void apply(StepFolder justWritten, Ownership ownership) {
    try {
      ownership.check();
      CheckpointCatalog catalog = CheckpointCatalog.of(location);
      Set<Path> kept = new HashSet<>(Set.of(justWritten.path()));
      List<CheckpointCatalog.Listed> complete = complete(catalog);
      complete.stream().limit(keepLast).forEach(each -> kept.add(each.path()));
      complete.stream()
          .filter(CheckpointCatalog.Listed::hasLoss)
          .min(CheckpointCatalog.BEST_FIRST)
          .ifPresent(best -> kept.add(best.path()));
      for (int i = 1; i < complete.size(); i++) {
        if (isRecent(complete.get(i - 1).manifest().created())) {
          kept.add(complete.get(i).path());
        }
      }
      for (CheckpointCatalog.Listed each : complete) {
        if (!kept.contains(each.path())) {
          remove(each.path(), ownership);
        }
      }
      for (StepFolder step : catalog.unfinished()) {
        if (isRemains(step, justWritten)) {
          remove(step.path(), ownership);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "cannot look for old checkpoints in {}, so that all are kept: {}",
          location.path(),
          e.getMessage());
    }
  }

  /**
   * Whether a folder without a manifest is what is left of a write. One of as many images is that
   * of an attempt which failed, for good where it was the last checkpoint of its run; without a
   * claim it may belong to a write that goes on at this moment.
   */
  private boolean isRemains(StepFolder step, StepFolder justWritten) {
    return step.imagesSeen() < justWritten.imagesSeen()
        || (alone
            && step.imagesSeen() == justWritten.imagesSeen()
            && !step.path().getName().equals(justWritten.path().getName()));
  }

  /** Clocks of machines differ, so a time to come is as recent as one that has gone. */
  private boolean isRecent(Instant time) {
    return Duration.between(time, now).abs().compareTo(grace) < 0;
  }

  /** Those that count: a cut one must not push an intact one out. */
  private static List<CheckpointCatalog.Listed> complete(CheckpointCatalog catalog)
      throws IOException {
    List<CheckpointCatalog.Listed> complete = new ArrayList<>();
    for (CheckpointCatalog.Listed each : catalog.sealed()) {
      if (each.folder().hasAllFiles(each.manifest())) {
        complete.add(each);
      }
    }
    return complete;
  }

  private void remove(Path folder, Ownership ownership) {
    try {
      if (location.at(folder).isLink()) {
        LOG.debug("{} is a link, and stays", folder);
        return;
      }
      ownership.check();
      new CheckpointWriter(location.fileSystem()).remove(folder);
      LOG.debug("removed {}", folder);
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot remove {}: {}; remove it by hand if it stays", folder, e.getMessage());
    }
  }
}
