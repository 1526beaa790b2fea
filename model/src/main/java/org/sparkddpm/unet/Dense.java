package org.sparkddpm.unet;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

/** An affine map of the last axis; on images it is a 1x1 convolution. */
record Dense(long in, long out, boolean hasBias) implements Block {

  static Dense withBias(long in, long out) {
    return new Dense(in, out, true);
  }

  static Dense withoutBias(long in, long out) {
    return new Dense(in, out, false);
  }

  @Override
  public List<Parameter> parameters() {
    Parameter weight = Parameter.of("weight", Parameter.Init.UNIFORM, in, out, in);
    return hasBias
        ? List.of(weight, Parameter.of("bias", Parameter.Init.UNIFORM, in, out))
        : List.of(weight);
  }

  @Override
  public long[] outputShape(long[][] inputs) {
    long[] shape = inputs[0].clone();
    Shapes.requireLast(this, shape, in);
    shape[shape.length - 1] = out;
    return shape;
  }

  @Override
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    kernels.dense(in[0], parameters[0], hasBias ? parameters[1] : null, out);
  }

  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {
    kernels.denseBackward(
        in[0], parameters[0], dOut, dIn[0], dParameters[0], hasBias ? dParameters[1] : null);
  }
}
