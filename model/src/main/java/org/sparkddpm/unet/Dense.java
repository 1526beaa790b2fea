package org.sparkddpm.unet;

import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/**
 * An affine map of the last axis; on images it is a 1x1 convolution.
 *
 * @param zero whether it starts at zero
 */
record Dense(long in, long out, boolean hasBias, boolean zero) implements Block {

  static Dense withBias(long in, long out) {
    return new Dense(in, out, true, false);
  }

  static Dense withoutBias(long in, long out) {
    return new Dense(in, out, false, false);
  }

  static Dense startingAtZero(long in, long out) {
    return new Dense(in, out, true, true);
  }

  @Override
  public List<Parameter> parameters() {
    Parameter.Init init = zero ? Parameter.Init.ZERO : Parameter.Init.UNIFORM;
    Parameter weight = Parameter.of("weight", init, in, out, in);
    return hasBias ? List.of(weight, Parameter.of("bias", init, in, out)) : List.of(weight);
  }

  @Override
  public long[] outputShape(long[][] inputs) {
    long[] shape = inputs[0].clone();
    Shapes.requireLast(this, shape, in);
    shape[shape.length - 1] = out;
    return shape;
  }

  @Override
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    kernels.dense(in.get(0), parameters.get(0), hasBias ? parameters.get(1) : null, out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {
    kernels.denseBackward(
        in.get(0),
        parameters.get(0),
        dOut,
        dIn.get(0),
        dParameters.get(0),
        hasBias ? dParameters.get(1) : null);
  }

  @Override
  public boolean inputGradientOptional() {
    return true;
  }
}
