package org.sparkddpm.jobs.storage;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/**
 * What a process wrote to a folder that it had claimed was removed under it, and no other driver is
 * to be seen: most likely somebody deleted the folder. It may have been a driver that has ended.
 */
public final class ClaimLostException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Names the folder and what to do.
   *
   * @param what is gone
   */
  public ClaimLostException(Path folder, String what) {
    super(
        ("%s was deleted or cleared while this job wrote to it: %s; stopping. Restore the folder, or"
                + " delete what is left of it, then run the same command again")
            .formatted(folder, what));
  }
}
