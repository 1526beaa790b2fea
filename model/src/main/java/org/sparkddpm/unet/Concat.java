package org.sparkddpm.unet;

import java.util.Arrays;
import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/** Inputs of one size side by side along the channels. */
record Concat() implements Block {

  @Override
  public long[] outputShape(long[][] inputs) {
    long[] shape = inputs[0].clone();
    int last = shape.length - 1;
    for (int i = 1; i < inputs.length; i++) {
      if (!Arrays.equals(Arrays.copyOf(inputs[i], last), Arrays.copyOf(shape, last))) {
        throw new IllegalArgumentException(
            "only the channels of concatenated inputs may differ, got "
                + Arrays.deepToString(inputs));
      }
      shape[last] += inputs[i][last];
    }
    return shape;
  }

  @Override
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    kernels.concat(in, out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {
    kernels.split(dOut, dIn);
  }

  @Override
  public boolean rereadsInputs() {
    return false;
  }
}
