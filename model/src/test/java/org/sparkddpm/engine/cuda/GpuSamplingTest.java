package org.sparkddpm.engine.cuda;

import org.junit.jupiter.api.Tag;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.TestedGpu;
import org.sparkddpm.network.DeviceSamplingCases;

@Tag("gpu")
class GpuSamplingTest extends DeviceSamplingCases {

  GpuSamplingTest() {
    super(() -> TestedGpu.engine(Precision.FP32));
  }
}
