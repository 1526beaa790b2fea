package org.sparkddpm.jobs.data;

import java.util.Optional;

/**
 * The columns of a table of images.
 *
 * @param image name of the column of images; empty for its usual names
 * @param label name of the column of labels; empty for its usual names
 */
public record DataColumns(Optional<String> image, Optional<String> label) {
  /** The usual names. */
  public static final DataColumns USUAL = new DataColumns(Optional.empty(), Optional.empty());
}
