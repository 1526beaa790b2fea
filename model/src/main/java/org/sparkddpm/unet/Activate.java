package org.sparkddpm.unet;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Activation;
import org.sparkddpm.kernels.Kernels;

/** An element-wise activation. */
record Activate(Activation activation) implements Block {

  @Override
  public long[] outputShape(long[][] inputs) {
    return inputs[0].clone();
  }

  @Override
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    kernels.activate(activation, in[0], out);
  }

  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {
    kernels.activateBackward(activation, in[0], dOut, dIn[0]);
  }
}
