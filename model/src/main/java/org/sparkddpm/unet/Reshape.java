package org.sparkddpm.unet;

import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

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
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    kernels.copy(in.get(0), out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {
    kernels.copy(dOut, dIn.get(0));
  }

  @Override
  public boolean passesGradient() {
    return true;
  }

  @Override
  public boolean rereadsInputs() {
    return false;
  }
}
