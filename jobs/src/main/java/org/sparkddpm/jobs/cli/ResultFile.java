package org.sparkddpm.jobs.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.storage.BegunFiles;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.WholeFile;

/**
 * Writes a job's result so that a reader sees the old file, the new one or none, but never a part.
 */
public final class ResultFile {

  private static final Logger log = LoggerFactory.getLogger(ResultFile.class);

  private final Path path;
  private final Configuration hadoop;

  /**
   * A file that need not exist yet.
   *
   * @param uri path or URI; without a scheme it lies on Hadoop's default file system
   */
  public ResultFile(String uri, Configuration hadoop) {
    this.path = new Path(uri);
    this.hadoop = hadoop;
  }

  /**
   * Replaces the file.
   *
   * @throws IOException when it cannot be written; the message names it
   */
  public void write(JobResult result) throws IOException {
    byte[] content = result.toJson().getBytes(StandardCharsets.UTF_8);
    try {
      try {
        write(content);
      } catch (FileNotFoundException e) {
        // A job that begins at this moment took what was hidden for a killed driver's.
        log.debug("once more, as the file vanished: {}", path, e);
        write(content);
      }
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "Cannot write the result to %s: %s; give --result a place that can be written to"
              .formatted(path, reason(e)),
          e);
    }
  }

  private void write(byte[] content) throws IOException {
    WholeFile.write(path.getFileSystem(hadoop), path, out -> out.write(content));
  }

  /**
   * Removes the file of an earlier run, so that it cannot be taken for that of a later one, and
   * what killed drivers left where they had begun it.
   *
   * @throws IOException when that fails; the message names it
   */
  public void delete() throws IOException {
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (files.exists(path) && !files.delete(path, false)) {
        throw new IOException("it stays");
      }
      removeBegun();
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          ("Cannot clear the place of the result, %s: %s; check that its store answers and that the"
                  + " job may write there, or give --result another place")
              .formatted(path, reason(e)),
          e);
    }
  }

  /** Harmless where it stays, as where the folder may not be listed. */
  private void removeBegun() {
    try {
      Location folder = Location.of(hadoop, path.getParent().toString());
      BegunFiles.remove(folder, path.getName()::equals);
    } catch (IOException | RuntimeException e) {
      log.debug("cannot look for remains of killed drivers beside {}", path, e);
    }
  }

  // A host that has no address is an IllegalArgumentException of Hadoop's.
  private static String reason(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
