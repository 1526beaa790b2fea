package org.sparkddpm.engine.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkddpm.engine.Buffer;
import org.sparkddpm.engine.HostEngine;
import org.sparkddpm.engine.HostKernels;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.natives.ComputeThreads;

/**
 * Computes by ND4J operations on whichever backend of ND4J is on the class path, in floats or
 * doubles. Its tensors are windows of ND4J's arrays and can be seen as such.
 */
public final class Nd4jEngine implements HostEngine {

  static final String NAME = "nd4j";

  private final DataType type;
  private final HostKernels kernels = new Nd4jKernels();

  /**
   * An engine of its own memory.
   *
   * @param type FLOAT, or DOUBLE for gradient checks
   * @throws IllegalArgumentException if it is another
   */
  public Nd4jEngine(DataType type) {
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException("the nd4j engine has FLOAT and DOUBLE, not " + type);
    }
    this.type = type;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "ND4J " + Nd4j.getBackend().getClass().getSimpleName() + ", " + type;
  }

  @Override
  public void bind(int threads) {
    ComputeThreads.use(threads);
  }

  @Override
  public HostKernels kernels() {
    return kernels;
  }

  @Override
  public Buffer zeros(long length) {
    return new Nd4jBuffer(Nd4j.create(type, length));
  }

  /**
   * An array as a tensor that shares its memory.
   *
   * @param array of the engine's type, without gaps, in c order
   * @throws IllegalArgumentException if it is not such; {@code dup('c')} of it is
   */
  public Tensor tensor(INDArray array) {
    if (array.dataType() != type || !dense(array)) {
      throw new IllegalArgumentException(
          "a dense %s array in c order is needed, not %s of shape %s and strides %s; pass dup('c')"
              .formatted(
                  type,
                  array.dataType(),
                  Arrays.toString(array.shape()),
                  Arrays.toString(array.stride())));
    }
    Nd4jBuffer buffer = new Nd4jBuffer(array.reshape('c', true, array.length()));
    return Tensor.of(buffer, array.rank() == 0 ? new long[] {1} : array.shape());
  }

  /**
   * A tensor of such an engine as an array that shares its memory.
   *
   * @throws IllegalArgumentException if it is another engine's, or integers
   */
  public INDArray array(Tensor tensor) {
    return Nd4jBuffer.array(tensor);
  }

  private static boolean dense(INDArray array) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }
}
