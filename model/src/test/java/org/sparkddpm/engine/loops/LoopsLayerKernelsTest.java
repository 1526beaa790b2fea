package org.sparkddpm.engine.loops;

import org.sparkddpm.engine.LayerKernelsCases;

class LoopsLayerKernelsTest extends LayerKernelsCases {

  LoopsLayerKernelsTest() {
    super(new LoopsEngine(), 1e-6);
  }
}
