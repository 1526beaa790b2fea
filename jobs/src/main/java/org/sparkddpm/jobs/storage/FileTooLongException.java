package org.sparkddpm.jobs.storage;

import java.io.IOException;
import java.util.Locale;

/** A file has more bytes than any file of its kind, so that it is not read any further. */
public final class FileTooLongException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Names the file and the bound. */
  public FileTooLongException(Object file, long most) {
    super(
        String.format(
            Locale.ROOT,
            "%s has more than %,d bytes, the most that a file of its kind may have; put the right"
                + " file in its place",
            file,
            most));
  }
}
