package org.sparkddpm.engine.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.sparkddpm.engine.StepKernelsCases;

class Nd4jStepKernelsTest extends StepKernelsCases {

  Nd4jStepKernelsTest() {
    super(new Nd4jEngine(DataType.FLOAT), 1e-5);
  }
}
