package org.sparkddpm.engine.cuda;

import org.sparkddpm.network.DeviceSamplingCases;

/** Sampling on the emulated device. */
class CudaSamplingTest extends DeviceSamplingCases {

  CudaSamplingTest() {
    super(EmulatedEngine::create);
  }
}
