package org.sparkddpm.jobs.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries whether a folder can be written to, so that a job fails before its work and not after. */
public final class WriteProbe {

  private static final Logger log = LoggerFactory.getLogger(WriteProbe.class);

  private WriteProbe() {}

  /**
   * Writes, reads back and deletes a small file. A folder that does not exist is created for it and
   * removed again.
   *
   * @throws IOException if writing, reading back or deleting fails
   */
  public static void check(FileSystem files, Path folder) throws IOException {
    List<Path> absent = absent(files, folder);
    Path probe = new Path(folder, ".probe-" + UUID.randomUUID());
    byte[] text = "a probe that may be deleted\n".getBytes(StandardCharsets.UTF_8);
    try {
      WholeFile.writeVerified(files, probe, out -> out.write(text));
      if (!files.delete(probe, false)) {
        throw new PathIOException(probe.toString(), "cannot be deleted");
      }
    } finally {
      removeEmpty(files, absent);
    }
  }

  /** The folder and those above it that are not there, from below; none that cannot be seen. */
  private static List<Path> absent(FileSystem files, Path folder) {
    List<Path> absent = new ArrayList<>();
    try {
      for (Path each = folder; each != null && !files.exists(each); each = each.getParent()) {
        absent.add(each);
      }
    } catch (IOException e) {
      log.debug("not looking for folders above {}: {}", folder, e.getMessage());
    }
    return absent;
  }

  /** Removes folders, from below, up to the first that somebody has put something into. */
  private static void removeEmpty(FileSystem files, List<Path> folders) {
    for (Path each : folders) {
      try {
        files.delete(each, false);
      } catch (IOException e) {
        return;
      }
    }
  }
}
