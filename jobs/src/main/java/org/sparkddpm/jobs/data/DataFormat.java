package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.Optional;
import org.sparkddpm.images.InvalidImagesException;

/**
 * One layout in which people have labelled images. A further one is a class that implements this
 * and a line in {@link DataFormats}.
 */
interface DataFormat {

  /** What of this layout to give, for messages: {@code IDX files (...)}. */
  String example();

  /** Whether the images lie in a column of a table. */
  default boolean hasImageColumn() {
    return false;
  }

  /** Whether the labels lie in a column of a table. */
  default boolean hasLabelColumn() {
    return false;
  }

  /**
   * Finds data of this layout, by the names of files and at most their first lines.
   *
   * @return where the images are; empty if the source has another layout
   * @throws InvalidImagesException if the source has this layout, but not so that all of it can be
   *     read, naming file and remedy
   * @throws IOException if the file system fails
   */
  Optional<FoundData> find(DataSource source) throws IOException;
}
