package org.sparkddpm.unet;

import java.util.List;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/** An element-wise activation. */
record Activate(Activation activation) implements Block {

  @Override
  public long[] outputShape(long[][] inputs) {
    return inputs[0].clone();
  }

  @Override
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    kernels.activate(activation, in.get(0), out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {
    kernels.activateBackward(activation, in.get(0), dOut, dIn.get(0));
  }
}
