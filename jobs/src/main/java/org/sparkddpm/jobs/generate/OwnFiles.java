package org.sparkddpm.jobs.generate;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.RemoteIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.samples.RunDescription;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.RunManifest;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.jobs.samples.SampleUnits;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.WholeFile;

/**
 * The files of a run's folder that are of the job's own making, by their names, and that it may
 * remove: nothing else in the folder, and nothing behind a link.
 */
final class OwnFiles {

  private static final Logger log = LoggerFactory.getLogger(OwnFiles.class);

  private static final List<String> OF_THE_RUN =
      List.of(RunDescription.NAME, RunManifest.NAME, RunFolder.SUCCESS, RunFolder.PASSING_TABLE);

  private final RunFolder folder;
  private final FileSystem files;
  private final SampleUnits units;
  private final ExportNames exports;

  /** Those of a run that is cut into units. */
  OwnFiles(RunFolder folder, SampleUnits units, ExportNames exports) {
    this.folder = folder;
    this.files = folder.location().fileSystem();
    this.units = units;
    this.exports = exports;
  }

  /** Removes what killed processes left of files that they had begun. */
  void clear() throws IOException {
    for (String place : exports.folders()) {
      remove(place, this::isBegun);
    }
    for (int label : units.labels()) {
      remove(SampleUnit.folder(label) + "/", this::isBegun);
    }
  }

  /**
   * Removes the files of the run's units, and the folders of the labels where that empties them.
   */
  void removeTable() throws IOException {
    for (int label : units.labels()) {
      String place = SampleUnit.folder(label);
      remove(place + "/", name -> isBegun(name) || units.number(name).isPresent());
      try {
        files.delete(folder.path(place), false);
      } catch (PathIsNotEmptyDirectoryException e) {
        log.info("{} stays: it has other files than the run's", folder.path(place));
      } catch (IOException e) {
        log.warn("{} is not removed: {}", folder.path(place), e.getMessage());
      }
    }
  }

  private boolean isBegun(String path) {
    int name = path.lastIndexOf('/') + 1;
    return WholeFile.targetOf(path.substring(name))
        .map(target -> path.substring(0, name) + target)
        .filter(
            target ->
                OF_THE_RUN.contains(target)
                    || units.number(target).isPresent()
                    || RealImages.isName(target)
                    || exports.isName(target))
        .isPresent();
  }

  private void remove(String place, Predicate<String> which) throws IOException {
    Location at = place.isEmpty() ? folder.location() : folder.location().at(folder.path(place));
    try {
      if (!place.isEmpty() && at.isLink()) {
        log.warn("{} is a link; nothing is removed behind it", at.path());
        return;
      }
      // Not as one array: a label may have hundreds of thousands of files.
      RemoteIterator<FileStatus> all = files.listStatusIterator(at.path());
      while (all.hasNext()) {
        FileStatus status = all.next();
        if (status.isFile() && which.test(place + status.getPath().getName())) {
          files.delete(status.getPath(), false);
        }
      }
    } catch (FileNotFoundException e) {
      log.debug("{} is not there", at.path());
    }
  }
}
