package org.sparkddpm.jobs.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.storage.Location;

/**
 * Removes what is no longer needed after a write: checkpoints beyond the last ones and the best,
 * and the remains of writes that never ended. Damaged checkpoints stay for somebody to look at.
 */
record Retention(Location location, int keepLast) {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** Never fails: what cannot be removed now is tried again after the next write. */
  void apply(StepFolder justWritten) {
    try {
      CheckpointCatalog catalog = CheckpointCatalog.of(location);
      Set<Path> kept = new HashSet<>(Set.of(justWritten.path()));
      List<CheckpointCatalog.Listed> complete = complete(catalog);
      complete.stream().limit(keepLast).forEach(each -> kept.add(each.path()));
      complete.stream()
          .filter(CheckpointCatalog.Listed::hasLoss)
          .min(CheckpointCatalog.BEST_FIRST)
          .ifPresent(best -> kept.add(best.path()));
      complete.stream()
          .map(CheckpointCatalog.Listed::path)
          .filter(path -> !kept.contains(path))
          .forEach(this::remove);
      // One that is not older may belong to a write that goes on at this moment.
      catalog.unfinished().stream()
          .filter(step -> step.imagesSeen() < justWritten.imagesSeen())
          .forEach(step -> remove(step.path()));
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot look for old checkpoints in {}: all are kept", location.path(), e);
    }
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

  private void remove(Path folder) {
    try {
      new CheckpointWriter(location.fileSystem()).remove(folder);
      LOG.debug("removed {}", folder);
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot remove {}; remove it by hand if it stays", folder, e);
    }
  }
}
