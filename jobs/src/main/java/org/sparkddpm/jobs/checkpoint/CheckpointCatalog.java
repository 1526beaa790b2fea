package org.sparkddpm.jobs.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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

  /** More than a training can outrun that keeps what was its newest for a while. */
  private static final int MOST_LOOKS = 20;

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

  /**
   * Looks at a location. A folder without a manifest may be one that is just being removed; then a
   * newer one came after the folders were listed, so these are listed again.
   */
  static CheckpointCatalog of(Location location) throws IOException {
    List<StepFolder> folders = stepFolders(location);
    while (true) {
      CheckpointCatalog catalog = of(location, folders);
      List<StepFolder> now = catalog.unfinished().isEmpty() ? folders : stepFolders(location);
      if (Set.copyOf(folders).containsAll(now)) {
        return catalog;
      }
      folders = now;
    }
  }

  private static CheckpointCatalog of(Location location, List<StepFolder> folders)
      throws IOException {
    List<Listed> sealed = new ArrayList<>();
    List<CorruptCheckpointException> damaged = new ArrayList<>();
    List<StepFolder> unfinished = new ArrayList<>();
    for (StepFolder step : folders) {
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
  static Optional<StoredCheckpoint> newestIntact(Location location) throws IOException {
    return firstIntact(location, CheckpointCatalog::sealed);
  }

  /** The intact one of the lowest validation loss, or empty if none was measured. */
  static Optional<StoredCheckpoint> best(Location location) throws IOException {
    return firstIntact(
        location,
        catalog -> catalog.sealed().stream().filter(Listed::hasLoss).sorted(BEST_FIRST).toList());
  }

  /**
   * A training that writes here may remove what is just being read, but only after it has written
   * something newer. So what comes of one look counts only if nothing has come or gone meanwhile.
   */
  private static Optional<StoredCheckpoint> firstIntact(
      Location location, Function<CheckpointCatalog, List<Listed>> choice) throws IOException {
    CheckpointCatalog catalog = of(location);
    for (int look = 1; look <= MOST_LOOKS; look++) {
      List<Listed> candidates = choice.apply(catalog);
      List<CorruptCheckpointException> skipped = new ArrayList<>(catalog.damaged());
      try {
        Optional<StoredCheckpoint> found = catalog.firstIntact(candidates, skipped);
        if (found.isPresent()) {
          return found;
        }
      } catch (VanishedCheckpointException e) {
        LOG.info("looking again: {}", e.getMessage());
        catalog = of(location);
        continue;
      }
      CheckpointCatalog now = of(location);
      if (now.names().equals(catalog.names())) {
        if (!candidates.isEmpty() || (catalog.sealed().isEmpty() && !catalog.damaged().isEmpty())) {
          throw CorruptCheckpointException.noneIntact(location.path(), skipped);
        }
        return Optional.empty();
      }
      catalog = now;
    }
    throw new IOException(
        String.format(
            Locale.ROOT,
            "the checkpoints in %s were removed %d times while they were read; let the training that"
                + " writes there keep more (--keep-checkpoints), or copy one and give the copy",
            location.path(),
            MOST_LOOKS));
  }

  /** All folders, by what they are. */
  private List<List<String>> names() {
    return List.of(
        sealed.stream().map(each -> each.path().getName()).sorted().toList(),
        damaged.stream().map(CorruptCheckpointException::finding).sorted().toList(),
        unfinished.stream().map(each -> each.path().getName()).sorted().toList());
  }

  private Optional<StoredCheckpoint> firstIntact(
      List<Listed> candidates, List<CorruptCheckpointException> skipped) throws IOException {
    for (StepFolder step : unfinished) {
      LOG.info("ignoring {}: it has no {}, its write never ended", step.path(), Manifest.NAME);
    }
    damaged.forEach(CheckpointCatalog::warn);
    for (Listed candidate : candidates) {
      try {
        return Optional.of(candidate.folder().loadUnlessRemoved(candidate.manifest()));
      } catch (CorruptCheckpointException e) {
        warn(e);
        skipped.add(e);
      }
    }
    return Optional.empty();
  }

  private static void warn(CorruptCheckpointException e) {
    LOG.warn("skipping a damaged checkpoint: {}", e.getMessage());
  }
}
