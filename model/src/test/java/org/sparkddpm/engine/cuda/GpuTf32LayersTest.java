package org.sparkddpm.engine.cuda;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.LayerKernelsCases;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.TestedGpu;

/** The layers on a GPU where products round their factors to 11 significant bits. */
@Tag("gpu")
class GpuTf32LayersTest extends LayerKernelsCases {

  private static Engine engine;

  GpuTf32LayersTest() {
    super(engine, 5e-3);
  }

  @BeforeAll
  static void open() {
    engine = TestedGpu.engine(Precision.TF32);
  }

  @AfterAll
  static void close() {
    engine.close();
  }
}
