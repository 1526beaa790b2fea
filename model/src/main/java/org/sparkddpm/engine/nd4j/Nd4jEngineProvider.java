package org.sparkddpm.engine.nd4j;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineProvider;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.natives.NativeBackend;

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
    return NativeBackend.missing();
  }

  @Override
  public Engine create(EngineSettings settings) {
    return new Nd4jEngine(DataType.FLOAT);
  }
}
