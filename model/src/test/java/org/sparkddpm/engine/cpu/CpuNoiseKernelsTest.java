package org.sparkddpm.engine.cpu;

import org.sparkddpm.engine.NoiseKernelsCases;

class CpuNoiseKernelsTest extends NoiseKernelsCases {

  CpuNoiseKernelsTest() {
    super(new CpuEngine(false), 0);
  }
}
