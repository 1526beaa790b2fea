package org.sparkddpm.jobs.checkpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.apache.hadoop.fs.Path;

/** Another driver has taken over a location of checkpoints, so that this one must stop. */
public final class TakenOverException extends IOException {

  private static final long serialVersionUID = 1L;

  TakenOverException(Path location, Duration patience) {
    super(
        String.format(
            Locale.ROOT,
            "another driver has taken over %s because this one did not answer for %d s; stopping, so"
                + " that they do not mix their checkpoints",
            location,
            patience.toSeconds()));
  }
}
