package org.sparkddpm.jobs.checkpoint;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** A checkpoint was removed while it was read. That is no damage: others are there, or were. */
final class VanishedCheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  VanishedCheckpointException(Path folder) {
    super(
        ("checkpoint %s was removed while it was read, as a training does that keeps its newest"
                + " ones alone; give the folder of all its checkpoints, of which one is always"
                + " there")
            .formatted(folder));
  }
}
