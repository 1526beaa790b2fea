package org.sparkddpm.jobs.generate;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.fs.FSError;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.samples.RunDescription;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.storage.ClaimLostException;
import org.sparkddpm.jobs.storage.ClaimedException;
import org.sparkddpm.jobs.storage.WriterClaim;

/** The folder of a run while this driver is the only one that writes there. */
final class OwnedFolder implements Closeable {

  private final RunFolder folder;
  private final WriterClaim claim;

  /** What a driver does in the folder. */
  @FunctionalInterface
  interface Work {
    JobOutcome run() throws IOException;
  }

  OwnedFolder(RunFolder folder, WriterClaim claim) {
    this.folder = folder;
    this.claim = claim;
  }

  /**
   * Works in the folder.
   *
   * @throws IOException what the work throws, or that the folder is gone: that fails in many ways,
   *     and this is the one that tells it
   */
  JobOutcome during(Work work) throws IOException {
    try {
      return work.run();
    } catch (Exception | FSError failure) {
      try {
        check();
      } catch (ClaimedException | ClaimLostException gone) {
        gone.addSuppressed(failure);
        throw gone;
      } catch (IOException unknown) {
        failure.addSuppressed(unknown);
      }
      throw failure;
    }
  }

  /**
   * Checks that the folder is there and still this driver's. What was deleted comes back in part
   * where a task or this driver still writes to it.
   *
   * @throws ClaimedException if another driver has taken it over
   * @throws ClaimLostException if it is gone
   * @throws IOException if that cannot be told now
   */
  void check() throws IOException {
    claim.check();
    if (!folder.begun()) {
      throw new ClaimLostException(
          folder.location().path(), "its " + RunDescription.NAME + " is gone");
    }
  }

  @Override
  public void close() {
    claim.close();
  }
}
