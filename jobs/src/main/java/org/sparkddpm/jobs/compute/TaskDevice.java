package org.sparkddpm.jobs.compute;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;

/**
 * Where a piece of work computes, handed to it by {@link RunEngine#onDevice}.
 *
 * @param engine what it computes by
 * @param number of the device; {@link EngineSettings#HOST} for none
 */
public record TaskDevice(RunEngine engine, int number) {

  private static final Logger log = LoggerFactory.getLogger(TaskDevice.class);

  /**
   * A new engine there.
   *
   * @throws IllegalArgumentException if it cannot run here; says why
   */
  public Engine create(boolean fixedWeights) {
    int device = engine.needsDevice() ? number : EngineSettings.HOST;
    Engine created =
        Engines.of(engine.name(), new EngineSettings(fixedWeights, engine.precision(), device));
    log.info("engine {} in {}: {}", engine.name(), engine.precision(), created.describe());
    return created;
  }
}
