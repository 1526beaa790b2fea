package org.sparkddpm.unet;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

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
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    kernels.transposedConvolution(in[0], parameters[0], parameters[1], stride, out);
  }

  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {
    kernels.transposedConvolutionBackward(
        in[0], parameters[0], dOut, stride, dIn[0], dParameters[0], dParameters[1]);
  }
}
