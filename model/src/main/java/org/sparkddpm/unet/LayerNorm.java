package org.sparkddpm.unet;

import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/** Layer normalisation over the channels of each position. */
record LayerNorm(long channels) implements Block {

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.of("gain", Parameter.Init.ONE, 1, channels),
        Parameter.of("bias", Parameter.Init.ZERO, 1, channels));
  }

  @Override
  public long[] outputShape(long[][] inputs) {
    Shapes.requireLast(this, inputs[0], channels);
    return inputs[0].clone();
  }

  @Override
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    kernels.layerNorm(in.get(0), parameters.get(0), parameters.get(1), out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {
    kernels.layerNormBackward(
        in.get(0), parameters.get(0), dOut, dIn.get(0), dParameters.get(0), dParameters.get(1));
  }
}
