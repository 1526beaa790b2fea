package org.sparkddpm.engine.cuda;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.StepKernelsCases;
import org.sparkddpm.engine.TestedGpu;

/** What surrounds the network on a GPU. */
@Tag("gpu")
class GpuStepKernelsTest extends StepKernelsCases {

  private static Engine engine;

  GpuStepKernelsTest() {
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
