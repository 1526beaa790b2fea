package org.sparkddpm.jobs.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.storage.Location;

/**
 * What a location holds at one moment, by the manifests alone; the files are verified on loading.
 *
 * @param location where
 * @param sealed checkpoints whose manifest is intact, the newest first
 * @param damaged what is wrong with checkpoints whose manifest is not
 * @param unfinished folders without a manifest
 */
record CheckpointCatalog(
    Location location,
    List<Listed> sealed,
    List<CorruptCheckpointException> damaged,
    List<StepFolder> unfinished) {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointCatalog.class);

  /** By images seen, then time of writing; the name only makes the order total. */
  static final Comparator<Listed> NEWEST_FIRST =
      Comparator.<Listed>comparingLong(each -> each.manifest().imagesSeen())
          .thenComparing(each -> each.manifest().created())
          .thenComparing(Listed::path)
          .reversed();

  /** By validation loss, those without one last; among equals the newest. */
  static final Comparator<Listed> BEST_FIRST =
      Comparator.<Listed>comparingDouble(
              each -> each.manifest().validationLoss().orElse(Double.POSITIVE_INFINITY))
          .thenComparing(NEWEST_FIRST);

  /** A checkpoint and its manifest. */
  record Listed(CheckpointFolder folder, Manifest manifest) {

    Path path() {
      return folder.folder().path();
    }

    boolean hasLoss() {
      return manifest.validationLoss().isPresent();
    }
  }

  static CheckpointCatalog of(Location location) throws IOException {
    List<Listed> sealed = new ArrayList<>();
    List<CorruptCheckpointException> damaged = new ArrayList<>();
    List<StepFolder> unfinished = new ArrayList<>();
    for (StepFolder step : stepFolders(location)) {
      CheckpointFolder folder = new CheckpointFolder(location.at(step.path()));
      try {
        folder
            .manifest()
            .ifPresentOrElse(
                manifest -> sealed.add(new Listed(folder, manifest)), () -> unfinished.add(step));
      } catch (CorruptCheckpointException e) {
        damaged.add(e);
      }
    }
    sealed.sort(NEWEST_FIRST);
    return new CheckpointCatalog(location, sealed, damaged, unfinished);
  }

  /** The folders that a store named, complete or not, in no order; none if nothing is there. */
  private static List<StepFolder> stepFolders(Location location) throws IOException {
    Optional<FileStatus> status = location.status();
    if (status.isEmpty()) {
      return List.of();
    }
    if (!status.get().isDirectory()) {
      throw new IOException(
          "the checkpoint location %s is a file; give a folder".formatted(location.path()));
    }
    try {
      return Arrays.stream(location.fileSystem().listStatus(location.path()))
          .filter(FileStatus::isDirectory)
          .map(FileStatus::getPath)
          .flatMap(each -> StepFolder.parse(each).stream())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw location.unreadable(e);
    }
  }

  /** The newest that is intact; says in the log what it passes over. */
  Optional<StoredCheckpoint> newestIntact() throws IOException {
    return firstIntact(sealed);
  }

  /** The intact one of the lowest validation loss, or empty if none was measured. */
  Optional<StoredCheckpoint> best() throws IOException {
    return firstIntact(sealed.stream().filter(Listed::hasLoss).sorted(BEST_FIRST).toList());
  }

  private Optional<StoredCheckpoint> firstIntact(List<Listed> candidates) throws IOException {
    for (StepFolder step : unfinished) {
      LOG.info("ignoring {}: it has no {}, its write never ended", step.path(), Manifest.NAME);
    }
    List<CorruptCheckpointException> skipped = new ArrayList<>(damaged);
    damaged.forEach(CheckpointCatalog::warn);
    for (Listed candidate : candidates) {
      try {
        return Optional.of(candidate.folder().load(candidate.manifest()));
      } catch (CorruptCheckpointException e) {
        warn(e);
        skipped.add(e);
      }
    }
    if (!candidates.isEmpty() || (sealed.isEmpty() && !damaged.isEmpty())) {
      throw CorruptCheckpointException.noneIntact(location.path(), skipped);
    }
    return Optional.empty();
  }

  private static void warn(CorruptCheckpointException e) {
    LOG.warn("skipping a damaged checkpoint: {}", e.getMessage());
  }
}
