package org.sparkddpm.engine.cuda;

import org.junit.jupiter.api.Tag;
import org.sparkddpm.engine.TestedGpu;
import org.sparkddpm.training.DeviceTrainingCases;

@Tag("gpu")
class GpuTrainingTest extends DeviceTrainingCases {

  GpuTrainingTest() {
    super(TestedGpu::engine, 200);
  }
}
