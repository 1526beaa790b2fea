package org.sparkddpm.unet;

import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/** Transposed convolution, output size {@code size * stride}. */
record TransposedConvolution(long in, long out, int kernel, int stride) implements Block {

  @Override
  public List<Parameter> parameters() {
    long fanIn = out * kernel * kernel;
    return List.of(
        Parameter.of("weight", Parameter.Init.UNIFORM, fanIn, in, out, kernel, kernel),
        Parameter.of("bias", Parameter.Init.UNIFORM, fanIn, out));
  }

  @Override
  public long[] outputShape(long[][] inputs) {
    long[] x = Shapes.image(this, inputs[0], in);
    return new long[] {x[0], x[1] * stride, x[2] * stride, out};
  }

  @Override
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    kernels.transposedConvolution(in.get(0), parameters.get(0), parameters.get(1), stride, out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {
    kernels.transposedConvolutionBackward(
        in.get(0),
        parameters.get(0),
        dOut,
        stride,
        dIn.get(0),
        dParameters.get(0),
        dParameters.get(1));
  }
}
