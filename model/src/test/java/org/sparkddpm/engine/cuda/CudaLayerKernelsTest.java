package org.sparkddpm.engine.cuda;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.LayerKernelsCases;

/** The layers on the emulated device in 32-bit floats. */
class CudaLayerKernelsTest extends LayerKernelsCases {

  private static Engine engine;

  CudaLayerKernelsTest() {
    super(engine, 1e-4);
  }

  @BeforeAll
  static void open() {
    engine = EmulatedEngine.create();
  }

  @AfterAll
  static void close() {
    if (engine != null) {
      engine.close();
    }
  }
}
