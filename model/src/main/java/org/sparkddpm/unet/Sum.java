package org.sparkddpm.unet;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

/** The sum of two inputs of one shape. */
record Sum() implements Block {

  @Override
  public long[] outputShape(long[][] inputs) {
    if (inputs.length != 2 || !Arrays.equals(inputs[0], inputs[1])) {
      throw new IllegalArgumentException(
          "a sum takes two inputs of one shape, got " + Arrays.deepToString(inputs));
    }
    return inputs[0].clone();
  }

  @Override
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    kernels.add(in[0], in[1], out);
  }

  // Each input gets an array of its own: DL4J adds further gradients to them in place.
  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {
    dIn[0].assign(dOut);
    dIn[1].assign(dOut);
  }
}
