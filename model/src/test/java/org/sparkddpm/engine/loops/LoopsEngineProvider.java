package org.sparkddpm.engine.loops;

import java.util.Optional;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineProvider;

/** Offers the loops everywhere, after all other engines. */
public final class LoopsEngineProvider implements EngineProvider {

  @Override
  public String name() {
    return LoopsEngine.NAME;
  }

  @Override
  public int rank() {
    return Integer.MAX_VALUE;
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public Engine create(boolean fixedWeights) {
    return new LoopsEngine();
  }
}
