package org.sparkddpm.engine;

import java.io.Serializable;
import java.util.Optional;

/**
 * A device that an engine can compute on, as its process sees it.
 *
 * @param number from 0 on, in the order of the driver; what {@link EngineSettings#device} names
 * @param uuid its name among all devices of the world, such as {@code GPU-5a1c...}; a card that two
 *     processes share has the same in both
 * @param bus where it is plugged in, such as {@code 0000:3B:00.0}; nvidia-smi counts in this order
 * @param name of the product
 * @param capability what its code is compiled for, such as {@code 9.0}
 * @param driver the driver, in a few words
 * @param totalBytes of its memory
 * @param refusal why the engine does not run on it and what would; null where it does
 */
public record EngineDevice(
    int number,
    String uuid,
    String bus,
    String name,
    String capability,
    String driver,
    long totalBytes,
    String refusal)
    implements Serializable {

  /** Why the engine does not run on it and what would; empty where it does. */
  public Optional<String> missing() {
    return Optional.ofNullable(refusal);
  }
}
