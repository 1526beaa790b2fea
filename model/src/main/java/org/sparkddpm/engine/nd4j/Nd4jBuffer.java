package org.sparkddpm.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sparkddpm.engine.Buffer;
import org.sparkddpm.engine.Tensor;

/**
 * The memory of tensors of the engine.
 *
 * @param flat one axis without gaps
 */
record Nd4jBuffer(INDArray flat) implements Buffer {

  @Override
  public long length() {
    return flat.length();
  }

  /** A tensor of the engine as an array that shares its memory; null for null. */
  static INDArray array(Tensor tensor) {
    if (tensor == null) {
      return null;
    }
    if (!(tensor.buffer() instanceof Nd4jBuffer buffer)) {
      throw new IllegalArgumentException(
          tensor
              + " is not memory of an nd4j engine's numbers, but "
              + tensor.buffer().getClass().getSimpleName()
              + "; make it by Engine.floats");
    }
    long end = tensor.offset() + tensor.length();
    INDArray window =
        tensor.length() == buffer.length()
            ? buffer.flat
            : buffer.flat.get(NDArrayIndex.interval(tensor.offset(), end));
    return window.reshape('c', true, tensor.shape());
  }
}
