package org.sparkddpm.jobs.data;

import java.io.IOException;
import org.sparkddpm.images.InvalidImagesException;

/** The training or the test images of a source, not read yet. */
@FunctionalInterface
interface DataPart {

  /**
   * Reads and checks all of it.
   *
   * @throws InvalidImagesException naming file, place and remedy
   * @throws IOException if the file system fails
   */
  ImageSet read() throws IOException;
}
