package org.sparkddpm.engine.loops;

import org.sparkddpm.engine.StepKernelsCases;

class LoopsStepKernelsTest extends StepKernelsCases {

  LoopsStepKernelsTest() {
    super(new LoopsEngine(), 1e-6);
  }
}
