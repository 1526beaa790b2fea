package org.sparkddpm.unet;

import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/**
 * Convolution, output size {@code ceil(size / stride)}.
 *
 * @param zero whether it starts at zero
 */
record Convolution(long in, long out, int kernel, int stride, boolean zero) implements Block {

  Convolution(long in, long out, int kernel, int stride) {
    this(in, out, kernel, stride, false);
  }

  static Convolution startingAtZero(long in, long out, int kernel, int stride) {
    return new Convolution(in, out, kernel, stride, true);
  }

  @Override
  public List<Parameter> parameters() {
    long fanIn = in * kernel * kernel;
    Parameter.Init init = zero ? Parameter.Init.ZERO : Parameter.Init.UNIFORM;
    return List.of(
        Parameter.of("weight", init, fanIn, out, in, kernel, kernel),
        Parameter.of("bias", init, fanIn, out));
  }

  @Override
  public long[] outputShape(long[][] inputs) {
    long[] x = Shapes.image(this, inputs[0], in);
    return new long[] {x[0], -Math.floorDiv(-x[1], stride), -Math.floorDiv(-x[2], stride), out};
  }

  @Override
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    kernels.convolution(in.get(0), parameters.get(0), parameters.get(1), stride, out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {
    kernels.convolutionBackward(
        in.get(0),
        parameters.get(0),
        parameters.get(1),
        dOut,
        stride,
        dIn.get(0),
        dParameters.get(0),
        dParameters.get(1));
  }

  @Override
  public boolean inputGradientOptional() {
    return true;
  }
}
