package org.sparkddpm.unet;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

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
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    kernels.layerNorm(in[0], parameters[0], parameters[1], out);
  }

  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {
    kernels.layerNormBackward(in[0], parameters[0], dOut, dIn[0], dParameters[0], dParameters[1]);
  }
}
