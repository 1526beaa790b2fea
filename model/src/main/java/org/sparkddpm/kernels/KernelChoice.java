package org.sparkddpm.kernels;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the kernels for the backend that is loaded. */
final class KernelChoice {

  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

  private KernelChoice() {}

  static Kernels fastest(DataType type) {
    String backend = Nd4j.getBackend().getClass().getSimpleName();
    boolean cpu = Nd4j.getEnvironment().isCPU();
    Kernels kernels = cpu && type == DataType.FLOAT ? new CpuKernels() : new OpsKernels();
    LOG.info("kernels {}: backend {}, type {}", kernels.name(), backend, type);
    return kernels;
  }
}
