package org.sparkddpm.jobs.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.sparkddpm.images.InvalidImagesException;

/** Images of files, read on an executor one after the other. */
interface ImageRows extends Closeable {

  /**
   * Goes on to the next image.
   *
   * @return where it stands; empty if there is none
   * @throws InvalidImagesException if it cannot be taken, naming file, place and remedy
   * @throws IOException if the file system fails
   */
  Optional<BlockPlace> next() throws IOException;

  /**
   * Adds that image to a block.
   *
   * @throws InvalidImagesException if it cannot be taken
   * @throws IOException if the file system fails
   */
  void addTo(BlockBuilder block) throws IOException;

  @Override
  default void close() throws IOException {}
}
