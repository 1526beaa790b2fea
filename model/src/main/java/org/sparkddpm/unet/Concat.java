package org.sparkddpm.unet;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

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
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    kernels.concat(in, out);
  }

  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {
    kernels.split(dOut, dIn);
  }
}
