package org.sparkddpm.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hidden files of a folder that killed processes have left where they began a file. */
public final class BegunFiles {

  private static final Logger log = LoggerFactory.getLogger(BegunFiles.class);

  private BegunFiles() {}

  /**
   * Removes them from a folder, and nothing else. Whoever calls it has a claim to the folder, or
   * those who write these files write them again where they vanish, and has seen that it is not one
   * elsewhere that a link leads to.
   *
   * @param folder which need not be there
   * @param targets of which files, by their names
   * @throws IOException if the file system fails
   */
  public static void remove(Location folder, Predicate<String> targets) throws IOException {
    FileSystem files = folder.fileSystem();
    try {
      RemoteIterator<FileStatus> all = files.listStatusIterator(folder.path());
      while (all.hasNext()) {
        FileStatus status = all.next();
        if (status.isFile()
            && WholeFile.targetOf(status.getPath().getName()).filter(targets).isPresent()) {
          files.delete(status.getPath(), false);
          log.debug("removed {}", status.getPath());
        }
      }
    } catch (FileNotFoundException e) {
      log.debug("{} is not there", folder.path());
    }
  }

  /**
   * Waits until nobody else writes to a folder, claims it, and removes them from it.
   *
   * @param remedy what to give for another folder, as of {@link WriterClaim#await}
   * @param targets of which files, by their names
   * @throws IOException if the file system fails; then there is no claim
   */
  public static WriterClaim claim(Location folder, String remedy, Predicate<String> targets)
      throws IOException {
    WriterClaim claim = WriterClaim.await(folder, remedy);
    try {
      remove(folder, targets);
      return claim;
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /**
   * Removes them from a folder within one that the caller has a claim to. Nothing is removed where
   * it is a link.
   *
   * @param folder which need not be there
   * @param targets of which files, by their names
   * @throws IOException if the file system fails
   */
  public static void removeUnlessLink(Location folder, Predicate<String> targets)
      throws IOException {
    if (folder.status().isPresent() && !folder.isLink()) {
      remove(folder, targets);
    }
  }
}
