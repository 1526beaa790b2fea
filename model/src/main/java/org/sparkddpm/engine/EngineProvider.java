package org.sparkddpm.engine;

import java.util.Optional;

/** Makes engines of one kind; needs a constructor without arguments. */
public interface EngineProvider {

  /** What the engine is asked for by, for example {@code cpu}. */
  String name();

  /** Its place among all engines: the lower, the faster where it runs. */
  int rank();

  /** Why it cannot run in this process and what would change that; empty where it can. */
  default Optional<String> missing() {
    return Optional.empty();
  }

  /**
   * Makes an engine for one network.
   *
   * @param fixedWeights whether {@link Engine#weightsChanged} follows each change of the weights
   */
  Engine create(boolean fixedWeights);
}
