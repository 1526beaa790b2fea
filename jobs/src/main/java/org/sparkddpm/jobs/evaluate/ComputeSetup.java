package org.sparkddpm.jobs.evaluate;

import java.io.Serializable;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.compute.RunEngine;

/**
 * What tasks compute by: always in 32-bit floats, so that figures can be compared.
 *
 * @param threads native threads of a task
 */
record ComputeSetup(RunEngine engine, int threads) implements Serializable {

  ComputeSetup {
    engine = new RunEngine(engine.name(), Precision.FP32, engine.local(), engine.processGpus());
  }
}
