package org.sparkddpm.engine.loops;

import org.sparkddpm.engine.NoiseKernelsCases;

class LoopsNoiseKernelsTest extends NoiseKernelsCases {

  LoopsNoiseKernelsTest() {
    super(new LoopsEngine(), 0);
  }
}
