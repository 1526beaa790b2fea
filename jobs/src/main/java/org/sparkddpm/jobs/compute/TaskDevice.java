package org.sparkddpm.jobs.compute;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Precision;

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
   * @throws IllegalStateException if the device has not the precision of the run
   */
  public Engine create(boolean fixedWeights) {
    int device = engine.needsDevice() ? number : EngineSettings.HOST;
    if (engine.needsDevice() && engine.provider().missing().isEmpty()) {
      requirePrecision(engine.provider().precisions(device));
    }
    Engine created =
        Engines.of(engine.name(), new EngineSettings(fixedWeights, engine.precision(), device));
    log.info("engine {} in {}: {}", engine.name(), engine.precision(), created.describe());
    return created;
  }

  /** Preflight settles it by the executors that are there; others may come later. */
  private void requirePrecision(List<Precision> offered) {
    if (!offered.contains(engine.precision())) {
      throw new IllegalStateException(
          ("this GPU computes in %s only, and the run in %s, which all GPUs had that were there at its"
                  + " start; give --precision %s from the start, or GPUs of one kind alone")
              .formatted(offered, engine.precision(), offered.get(0)));
    }
  }
}
