package org.sparkddpm.engine.cuda;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.LayerKernelsCases;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.TestedGpu;

/** The layers on a GPU in 32-bit floats. */
@Tag("gpu")
class GpuLayerKernelsTest extends LayerKernelsCases {

  private static Engine engine;

  GpuLayerKernelsTest() {
    super(engine, 1e-4);
  }

  @BeforeAll
  static void open() {
    engine = TestedGpu.engine(Precision.FP32);
  }

  @AfterAll
  static void close() {
    engine.close();
  }
}
