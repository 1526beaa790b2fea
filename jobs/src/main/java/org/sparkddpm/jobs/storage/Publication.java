package org.sparkddpm.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.io.IOUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a finished file gets its name: by a rename in place of an earlier file, or by a copy where
 * nothing can be renamed.
 *
 * <p>Stores that cannot put a file in place of another in one step take the earlier one away first,
 * and a copy overwrites it. If the rest fails then, the new file is all there is: it is kept under
 * its hidden name, and the message names it.
 */
final class Publication {

  private static final Logger log = LoggerFactory.getLogger(Publication.class);

  private final FileSystem files;
  private final Path written;
  private final Path target;

  /** Whether what was written may be the only file left. */
  private boolean kept;

  /**
   * Of one file.
   *
   * @param written where the content lies; the target itself where a file appears by being closed
   */
  Publication(FileSystem files, Path written, Path target) {
    this.files = files;
    this.written = written;
    this.target = target;
  }

  /** Whether the file appears under its name by being closed. */
  boolean byClosing() {
    return written.equals(target);
  }

  /**
   * Reads the finished file back and compares it. If it has its name already, and is another or
   * cannot be read, it is removed.
   *
   * @throws IOException if it is not what was written, or cannot be read
   */
  void verify(FileEntry expected) throws IOException {
    try {
      compare(written, expected);
    } catch (IOException | RuntimeException e) {
      if (byClosing()) {
        removeTarget(e);
      }
      throw e;
    }
  }

  /**
   * Gives the finished file its name, in place of one that has it.
   *
   * @throws IOException if that fails
   */
  void publish(FileEntry entry) throws IOException {
    if (byClosing()) {
      return;
    }
    try {
      rename(entry);
    } catch (UnsupportedOperationException e) {
      copy(entry);
    }
  }

  /**
   * Removes what was written under the hidden name, unless an earlier file may be lost.
   *
   * @throws IOException if that fails
   */
  void discard() throws IOException {
    if (!kept) {
      files.delete(written, false);
    }
  }

  private void rename(FileEntry entry) throws IOException {
    if (files instanceof DistributedFileSystem) {
      // In place of another in one step, if it is told so; otherwise it refuses, and logs that.
      FileUtil.rename(files, written, target, Options.Rename.OVERWRITE);
    } else if (!renamed()) {
      // Local disks replace above; what refuses takes the earlier file away first.
      replace(entry);
    }
  }

  private boolean renamed() throws IOException {
    try {
      return files.rename(written, target);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private void replace(FileEntry entry) throws IOException {
    kept = files.exists(target);
    try {
      FileUtil.rename(files, written, target, Options.Rename.OVERWRITE);
    } catch (IOException e) {
      try {
        // Another copy of a task may have put the same file there meanwhile.
        if (published(entry)) {
          removeWritten();
          return;
        }
        if (kept && !files.exists(target) && renamed()) {
          return;
        }
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw refused(e);
    }
  }

  private boolean published(FileEntry entry) throws IOException {
    try {
      return FileEntry.read(files, target).equals(entry);
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private void copy(FileEntry entry) throws IOException {
    try (InputStream in = files.open(written)) {
      FSDataOutputStream out = overwrite();
      try {
        transfer(in, out);
        compare(target, entry);
      } catch (IOException | RuntimeException e) {
        IOUtils.closeStream(out);
        removeTarget(e);
        if (kept) {
          throw lost(e);
        }
        throw e;
      }
    }
    removeWritten();
  }

  private static void transfer(InputStream in, FSDataOutputStream out) throws IOException {
    try {
      in.transferTo(out);
      out.close();
    } catch (FSError e) {
      throw DiskErrors.exception(e);
    }
  }

  private FSDataOutputStream overwrite() throws IOException {
    kept = files.exists(target);
    try {
      return files.create(target, true);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private void compare(Path path, FileEntry expected) throws IOException {
    FileEntry found = FileEntry.read(files, path);
    if (!found.equals(expected)) {
      throw new PathIOException(
          target.toString(),
          "was written as %s, but reads back as %s: the storage loses bytes"
              .formatted(expected, found));
    }
  }

  private void removeTarget(Exception cause) {
    try {
      files.delete(target, false);
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /** The file has its name by now, and what is left over harms nobody. */
  private void removeWritten() {
    try {
      files.delete(written, false);
    } catch (IOException | RuntimeException e) {
      log.warn("{} is written, but {} cannot be deleted; delete it", target, written, e);
    }
  }

  /** What to throw where the target was not touched, unless the store has taken it away. */
  private IOException refused(IOException cause) {
    try {
      kept = kept && !files.exists(target);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return kept ? lost(cause) : cause;
  }

  private IOException lost(Exception cause) {
    return new IOException(
        ("cannot replace %s: %s; the earlier file may be lost, and the new one is kept in %s:"
                + " rename it, or write it again")
            .formatted(target, cause.getMessage(), written),
        cause);
  }
}
