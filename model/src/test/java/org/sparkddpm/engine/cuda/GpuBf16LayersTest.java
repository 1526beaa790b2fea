package org.sparkddpm.engine.cuda;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.LayerKernelsCases;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.TestedGpu;

/** The layers on a GPU where products round their factors to 8 significant bits. */
@Tag("gpu")
class GpuBf16LayersTest extends LayerKernelsCases {

  private static Engine engine;

  GpuBf16LayersTest() {
    super(engine, 4e-2);
  }

  @BeforeAll
  static void open() {
    engine = TestedGpu.engine(Precision.BF16);
  }

  @AfterAll
  static void close() {
    engine.close();
  }
}
