package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.storage.ClaimLostException;
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.jobs.storage.WriterClaim;

class OwnedFolderTest {

  /** That a folder is gone fails in many ways, a local disk's among them. */
  @Test
  void aFolderThatIsGoneIsToldWhateverFailsThere(@TempDir Path temp) throws IOException {
    RunFolder folder = new RunFolder(new Configuration(), temp.resolve("run_id=1").toString());
    FSError failure = FaultyFileSystem.asLocalDisksThrow(new IOException("stale file handle"));
    try (OwnedFolder owned =
        new OwnedFolder(folder, WriterClaim.make(folder.location(), "other --output"))) {
      assertThatThrownBy(
              () ->
                  owned.during(
                      () -> {
                        throw failure;
                      }))
          .isInstanceOf(ClaimLostException.class)
          .hasSuppressedException(failure);
    }
  }
}
