package org.sparkddpm.unet;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

/** A table of vectors, looked up by indices {@code [N, 1]}. */
record Embedding(long rows, long channels) implements Block {

  @Override
  public List<Parameter> parameters() {
    return List.of(Parameter.of("weight", Parameter.Init.NORMAL, 1, rows, channels));
  }

  @Override
  public long[] outputShape(long[][] inputs) {
    Shapes.requireLast(this, inputs[0], 1);
    return new long[] {inputs[0][0], channels};
  }

  @Override
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    kernels.gather(in[0], parameters[0], out);
  }

  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {
    kernels.gatherBackward(in[0], dOut, dParameters[0]);
  }

  @Override
  public boolean differentiableInput() {
    return false;
  }
}
