package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.sparkddpm.jobs.checkpoint.Checkpoint;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
import org.sparkddpm.jobs.storage.Tensor;

/** Trainings by the same command, each into a folder of its own, whose ends can be compared. */
final class Trainings {

  /** Nine rounds of 160, a checkpoint after each third one. */
  static final int IMAGES = 1440;

  private final Jobs jobs;
  private final Path folder;

  Trainings(Jobs jobs, Path folder) {
    this.jobs = jobs;
    this.folder = folder;
  }

  /** The same with more options of spark-submit. */
  Trainings with(String... more) {
    return new Trainings(jobs.with(more), folder);
  }

  /** Starts a training, or goes on with it. */
  SubmittedJob start(String run, String... more) throws IOException {
    return start(run, IMAGES, more);
  }

  SubmittedJob start(String run, int images, String... more) throws IOException {
    return jobs.train(checkpoints(run).toUri().toString(), images, more);
  }

  Path checkpoints(String run) {
    return folder.resolve(run).resolve("checkpoints");
  }

  StoredCheckpoint newest(String run) throws IOException {
    return Jobs.newest(new Configuration(), checkpoints(run).toUri().toString());
  }

  /** All tensors of a finished training's last checkpoint: weights, moving average, optimiser. */
  Map<String, List<Tensor>> end(String run) throws IOException {
    StoredCheckpoint last = newest(run);
    assertThat(last.imagesSeen()).isEqualTo(IMAGES);
    assertThat(last.checkpoint().tensors()).containsKeys(Checkpoint.PARAMETERS, Checkpoint.EMA);
    return last.checkpoint().tensors();
  }
}
