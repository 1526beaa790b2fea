package org.sparkddpm.unet;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

/** The same numbers of each image in another shape, for example a vector as a one-channel map. */
record Reshape(List<Long> shape) implements Block {

  static Reshape of(Long... shape) {
    return new Reshape(List.of(shape));
  }

  @Override
  public long[] outputShape(long[][] inputs) {
    long[] result = new long[shape.size() + 1];
    result[0] = inputs[0][0];
    for (int i = 0; i < shape.size(); i++) {
      result[i + 1] = shape.get(i);
    }
    return result;
  }

  @Override
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    out.reshape('c', in[0].shape()).assign(in[0]);
  }

  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {
    dIn[0].assign(dOut.reshape('c', in[0].shape()));
  }
}
