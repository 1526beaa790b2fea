package org.sparkddpm.engine.cuda;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.sparkddpm.engine.NoiseKernelsCases;

class CudaNoiseKernelsTest extends NoiseKernelsCases {

  private static CudaEngine engine;

  CudaNoiseKernelsTest() {
    super(engine, 1e-6f);
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
