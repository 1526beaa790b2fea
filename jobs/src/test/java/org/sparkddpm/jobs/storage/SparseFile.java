package org.sparkddpm.jobs.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Files that are longer than any array, and need no room on a disk. */
public final class SparseFile {

  private static final long LENGTH = 5L << 30;

  private SparseFile() {}

  /** Makes a file that begins as JSON, or a file that is there, five gigabytes long. */
  public static Path write(Path file) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      if (sparse.length() == 0) {
        sparse.writeBytes("{\"format\" : \"");
      }
      sparse.setLength(LENGTH);
    }
    return file;
  }
}
