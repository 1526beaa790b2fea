package org.sparkddpm.engine.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.sparkddpm.engine.NoiseKernelsCases;

class Nd4jNoiseKernelsTest extends NoiseKernelsCases {

  Nd4jNoiseKernelsTest() {
    super(new Nd4jEngine(DataType.FLOAT), 0);
  }
}
