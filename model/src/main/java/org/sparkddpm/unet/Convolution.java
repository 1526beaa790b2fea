package org.sparkddpm.unet;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

/** Convolution, output size {@code ceil(size / stride)}. */
record Convolution(long in, long out, int kernel, int stride) implements Block {

  @Override
  public List<Parameter> parameters() {
    long fanIn = in * kernel * kernel;
    return List.of(
        Parameter.of("weight", Parameter.Init.UNIFORM, fanIn, out, in, kernel, kernel),
        Parameter.of("bias", Parameter.Init.UNIFORM, fanIn, out));
  }

  @Override
  public long[] outputShape(long[][] inputs) {
    long[] x = Shapes.image(this, inputs[0], in);
    return new long[] {x[0], -Math.floorDiv(-x[1], stride), -Math.floorDiv(-x[2], stride), out};
  }

  @Override
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    kernels.convolution(in[0], parameters[0], parameters[1], stride, out);
  }

  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {
    kernels.convolutionBackward(
        in[0], parameters[0], parameters[1], dOut, stride, dIn[0], dParameters[0], dParameters[1]);
  }
}
