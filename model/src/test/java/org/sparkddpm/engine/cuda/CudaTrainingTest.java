package org.sparkddpm.engine.cuda;

import org.sparkddpm.training.DeviceTrainingCases;

/** Training on the emulated device. */
class CudaTrainingTest extends DeviceTrainingCases {

  CudaTrainingTest() {
    super(EmulatedEngine::create, 50);
  }
}
