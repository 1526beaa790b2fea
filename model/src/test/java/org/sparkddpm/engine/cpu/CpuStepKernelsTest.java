package org.sparkddpm.engine.cpu;

import org.sparkddpm.engine.StepKernelsCases;

class CpuStepKernelsTest extends StepKernelsCases {

  CpuStepKernelsTest() {
    super(new CpuEngine(false), 1e-5);
  }
}
