package org.sparkddpm.jobs.samples;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** A file of samples that was read and is not whole, unlike one that could not be read. */
public final class DamagedFileException extends IOException {

  private static final long serialVersionUID = 1L;

  DamagedFileException(Path file, Exception cause) {
    super(file + " is not a whole Parquet file: " + cause.getMessage(), cause);
  }

  DamagedFileException(Path file, String finding) {
    super(file + " is damaged: " + finding);
  }
}
