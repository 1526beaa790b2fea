package org.sparkddpm.engine.nd4j;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineProvider;

/** Makes the engine {@code nd4j}, in floats. */
public final class Nd4jEngineProvider implements EngineProvider {

  private static final int RANK = 100;

  @Override
  public String name() {
    return Nd4jEngine.NAME;
  }

  @Override
  public int rank() {
    return RANK;
  }

  @Override
  public Optional<String> missing() {
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

  @Override
  public Engine create(boolean fixedWeights) {
    return new Nd4jEngine(DataType.FLOAT);
  }
}
