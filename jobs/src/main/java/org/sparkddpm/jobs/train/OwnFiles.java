package org.sparkddpm.jobs.train;

import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.report.ReportFile;
import org.sparkddpm.jobs.storage.BegunFiles;
import org.sparkddpm.jobs.storage.Location;

/** What the job writes beside the checkpoints. */
final class OwnFiles {

  private static final Logger log = LoggerFactory.getLogger(OwnFiles.class);

  private static final Set<String> NAMES =
      Set.of(TrainingHistory.NAME, ReportFile.NAME, DataPreview.SHEET);

  private OwnFiles() {}

  /**
   * Removes what killed drivers left of files that they had begun. What cannot be removed stays for
   * the next run.
   *
   * @param folder of the checkpoints, with a claim to it
   */
  static void clearBegun(Location folder) {
    try {
      BegunFiles.remove(folder, NAMES::contains);
      BegunFiles.removeUnlessLink(
          folder.at(new Path(folder.path(), Trials.FOLDER)), Trials::isName);
    } catch (IOException | RuntimeException e) {
      log.warn(
          "cannot look for remains of killed drivers in {}: {}", folder.path(), e.getMessage());
    }
  }
}
