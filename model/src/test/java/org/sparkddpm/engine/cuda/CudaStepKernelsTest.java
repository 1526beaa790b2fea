package org.sparkddpm.engine.cuda;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.sparkddpm.engine.StepKernelsCases;

class CudaStepKernelsTest extends StepKernelsCases {

  private static CudaEngine engine;

  CudaStepKernelsTest() {
    super(engine, 1e-6);
  }

  @BeforeAll
  static void open() {
    engine = EmulatedEngine.create();
  }

  @AfterAll
  static void close() {
    engine.close();
  }
}
