package org.sparkddpm.engine;

import java.util.List;
import java.util.Optional;

/**
 * Makes engines of one kind, for all threads of the process; needs a constructor without arguments.
 */
public interface EngineProvider {

  /** What the engine is asked for by, for example {@code cpu}. */
  String name();

  /** Its place among all engines: the lower, the faster where it runs. */
  int rank();

  /** Why it cannot run in this process and what would change that; empty where it can. */
  default Optional<String> missing() {
    return Optional.empty();
  }

  /** Whether it computes on a device, which settings must name, and not in the host's memory. */
  default boolean needsDevice() {
    return false;
  }

  /**
   * The devices of this process, those that it does not run on too; none where it needs none or is
   * missing.
   */
  default List<EngineDevice> devices() {
    return List.of();
  }

  /**
   * Bytes of a device's memory that are free now, for all processes together.
   *
   * @param device a {@link EngineDevice#number}
   */
  default long freeBytes(int device) {
    throw new IllegalArgumentException("engine " + name() + " has no device " + device);
  }

  /**
   * What it can multiply in, first what it does where nobody asks for another.
   *
   * @param device a {@link EngineDevice#number}, or {@link EngineSettings#HOST} for what it can on
   *     some device
   */
  default List<Precision> precisions(int device) {
    return List.of(Precision.FP32);
  }

  /** Makes an engine for one network; {@link Engines} has checked that it suits the settings. */
  Engine create(EngineSettings settings);
}
