package org.sparkddpm.bench;

import java.io.IOException;
import java.nio.file.Path;

/** Another implementation of the same network. */
interface Peer {

  /**
   * Starts a process that takes its steps.
   *
   * @param root of the project
   * @param work where logs and what is unpacked may lie
   * @param step {@code train} or {@code sample}
   */
  Contestant start(Path root, Path work, String step, Export export, int threads)
      throws IOException;
}
