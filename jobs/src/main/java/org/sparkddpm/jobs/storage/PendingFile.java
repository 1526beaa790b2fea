package org.sparkddpm.jobs.storage;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.io.IOUtils;

/**
 * A file that appears under its name when it is committed, whole, and not at all otherwise.
 *
 * <p>Where a stream can be aborted (the path capability {@code
 * fs.capability.outputstream.abortable}, as on S3A), a file appears in one step when its stream is
 * closed: it is written under its own name, and aborted if it is not committed. A rename would be a
 * copy there. Elsewhere (HDFS, local disks) it is written under a hidden name and renamed, which is
 * one step.
 */
public final class PendingFile implements Closeable {

  /** The end of the hidden names; files that have it are remains of killed processes. */
  public static final String TEMPORARY = ".tmp";

  private final FileSystem files;
  private final Path target;
  private final Path written;
  private final FSDataOutputStream stream;
  private boolean ended;

  private PendingFile(FileSystem files, Path target) throws IOException {
    this.files = files;
    this.target = target;
    boolean abortable = files.hasPathCapability(target, CommonPathCapabilities.ABORTABLE_STREAM);
    this.written = abortable ? target : hidden(target);
    this.stream = files.create(written, true);
  }

  /**
   * Begins a file; missing folders are made.
   *
   * @throws IOException if it cannot be created
   */
  public static PendingFile create(FileSystem files, Path target) throws IOException {
    return new PendingFile(withoutChecksums(files), target);
  }

  /**
   * The same file system without the .crc files beside local files, which would be taken for damage
   * as soon as somebody replaces a file without Hadoop.
   */
  public static FileSystem withoutChecksums(FileSystem files) {
    return files instanceof LocalFileSystem local ? local.getRaw() : files;
  }

  private static Path hidden(Path target) {
    String name = "." + target.getName() + "." + UUID.randomUUID() + TEMPORARY;
    return new Path(target.getParent(), name);
  }

  /** Where the content goes; closing it flushes, and publishes nothing. */
  public OutputStream stream() {
    return new FilterOutputStream(stream) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  /**
   * Publishes the file in place of one that has its name.
   *
   * @throws IOException if that fails; then nothing has appeared
   */
  public void commit() throws IOException {
    stream.close();
    if (files instanceof DistributedFileSystem hdfs) {
      hdfs.rename(written, target, Options.Rename.OVERWRITE);
    } else if (!written.equals(target)) {
      // Some rename over nothing; local disks replace.
      if (!files.rename(written, target)) {
        files.delete(target, false);
        if (!files.rename(written, target) && !files.exists(target)) {
          throw new IOException(
              "cannot rename " + written + " to " + target + "; check space and rights there");
        }
      }
    }
    ended = true;
  }

  /** Removes what was written, unless it is committed. */
  @Override
  public void close() throws IOException {
    if (ended) {
      return;
    }
    ended = true;
    if (written.equals(target)) {
      stream.abort();
    } else {
      // What failed before fails again, with the same exception on HDFS, and no longer matters.
      IOUtils.closeStream(stream);
      files.delete(written, false);
    }
  }
}
