package org.sparkddpm.jobs.storage;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/**
 * Something cannot be read now and may be whole: a network, a right or a disk failed. The message
 * says where and what to do, and whoever wanted to write something of it has nothing to add.
 */
public final class UnreadableException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Of a file or folder, with scheme. */
  public UnreadableException(Path place, IOException cause) {
    super(
        "cannot read %s: %s; check the file system and the rights on it, then run again"
            .formatted(place, cause.getMessage()),
        cause);
  }
}
