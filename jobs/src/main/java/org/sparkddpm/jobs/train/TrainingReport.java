package org.sparkddpm.jobs.train;

import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.report.ReportFile;
import org.sparkddpm.jobs.storage.Location;

/**
 * The report of a training, in the folder of its checkpoints, written anew with each of them.
 *
 * @param trials samples of each checkpoint
 * @param folder of the checkpoints
 * @param image of the training images one, to be noised
 */
record TrainingReport(
    JavaSparkContext spark,
    TrainingPlan plan,
    DataSplits data,
    Trials trials,
    Location folder,
    Optional<LabelledImages> image) {

  /**
   * Writes it.
   *
   * @param checkpoint the newest one
   */
  Optional<Path> write(TrainingProgress state, TrainingHistory history, Path checkpoint) {
    TrainingPage page = new TrainingPage(this, state, history, checkpoint);
    return ReportFile.write(folder.fileSystem(), folder.path(), page::page);
  }
}
