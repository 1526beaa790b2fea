package org.sparkddpm.jobs.samples;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Samples of a file, read one after the other. */
public interface Samples extends Closeable {

  /**
   * The next sample.
   *
   * @return empty behind the last
   * @throws IOException if the file cannot be read
   */
  Optional<Sample> next() throws IOException;
}
