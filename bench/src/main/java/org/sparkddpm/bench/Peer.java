package org.sparkddpm.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

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

  /** The command without the variables that hold a BLAS to the code of an older processor. */
  static List<String> withItsOwnBlas(List<String> command) {
    return Stream.concat(
            Stream.of("env", "-u", "OPENBLAS_CORETYPE", "-u", "OPENBLAS_L2_SIZE"), command.stream())
        .toList();
  }
}
