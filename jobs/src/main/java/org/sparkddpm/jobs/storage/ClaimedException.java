package org.sparkddpm.jobs.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.apache.hadoop.fs.Path;

/**
 * Another driver is the writer of a place, so that this one must not write there: it never was the
 * writer, or another has taken over from it. What the place holds, results among it, is the
 * other's.
 */
public final class ClaimedException extends IOException {

  private static final long serialVersionUID = 1L;

  private ClaimedException(String message) {
    super(message);
  }

  static ClaimedException by(ProcessIdentity other, Path claim, String remedy) {
    return new ClaimedException(
        "%s is being written to by another driver: %s (%s). Let it end or stop it, or give %s"
            .formatted(claim.getParent(), other, claim.getName(), remedy));
  }

  static ClaimedException takenOver(Path place, Duration patience) {
    return new ClaimedException(
        String.format(
            Locale.ROOT,
            "another driver has taken over %s because this one did not answer for %d s; stopping, so"
                + " that they do not mix what they write",
            place,
            patience.toSeconds()));
  }
}
