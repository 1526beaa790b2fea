package org.sparkddpm.kernels;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the kernels for the backend that is loaded. */
final class KernelChoice {

  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

  private KernelChoice() {}

  static Kernels fastest(DataType type, boolean fixedWeights) {
    String backend = Nd4j.getBackend().getClass().getSimpleName();
    boolean floats = Nd4j.getEnvironment().isCPU() && type == DataType.FLOAT;
    Kernels kernels =
        floats && OneDnn.missing() == null ? new CpuKernels(fixedWeights) : new OpsKernels();
    LOG.info("kernels {}: backend {}, type {}", kernels.name(), backend, type);
    if (floats && OneDnn.missing() != null) {
      LOG.warn("the fast kernels need oneDNN, which did not load: {}", OneDnn.missing());
    }
    return kernels;
  }
}
