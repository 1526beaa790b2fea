package org.sparkddpm.engine.natives;

import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's backend, whose native libraries every engine but a pure Java one stands on. */
public final class NativeBackend {

  private static final String CUDA = "org/nd4j/linalg/jcublas/JCublasBackend.class";

  static {
    NativeFolder.choose();
  }

  private NativeBackend() {}

  /**
   * Whether the jars are those of the profile {@code nd4j-cuda-11.6}, without the libraries for the
   * CPU. Loads nothing.
   */
  public static boolean isCuda() {
    return NativeBackend.class.getClassLoader().getResource(CUDA) != null;
  }

  /** Loads it if nothing has done so before; why it does not load and what to do, if so. */
  public static Optional<String> missing() {
    try {
      Nd4j.getBackend();
      return Optional.empty();
    } catch (LinkageError e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return Optional.of(
          "no backend of ND4J loads ("
              + cause
              + "); put nd4j-native, or nd4j-cuda-11.6 beside CUDA 11.6, with its classifier for"
              + " this platform on the class path");
    }
  }
}
