package org.sparkddpm.jobs.storage;

import java.io.IOException;
import org.apache.hadoop.fs.FSError;

/**
 * What Hadoop's local file systems make of a disk that is full or fails: an {@link Error}, which
 * passes by everyone who is prepared for an {@link IOException}. So whoever reads or writes a
 * stream of a file system here turns it back.
 */
final class DiskErrors {

  private DiskErrors() {}

  /** The exception that the operating system's answer was. */
  static IOException exception(FSError error) {
    return error.getCause() instanceof IOException cause
        ? cause
        : new IOException(error.getMessage(), error);
  }
}
