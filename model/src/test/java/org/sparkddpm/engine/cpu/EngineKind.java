package org.sparkddpm.engine.cpu;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.nd4j.Nd4jEngine;

/** The engines of the host's memory, for tests that hold for each of them. */
enum EngineKind {
  CPU,
  ND4J_FLOAT,
  ND4J_DOUBLE;

  /** A new engine of the kind. */
  Engine engine() {
    return switch (this) {
      case CPU -> new CpuEngine(false);
      case ND4J_FLOAT -> new Nd4jEngine(DataType.FLOAT);
      case ND4J_DOUBLE -> new Nd4jEngine(DataType.DOUBLE);
    };
  }

  /** A tensor's numbers, no digit lost. */
  static INDArray doubles(Engine engine, Tensor tensor) {
    return engine instanceof Nd4jEngine nd4j
        ? nd4j.array(tensor).dup('c').castTo(DataType.DOUBLE)
        : Nd4j.createFromArray(engine.read(tensor))
            .castTo(DataType.DOUBLE)
            .reshape('c', tensor.shape());
  }
}
