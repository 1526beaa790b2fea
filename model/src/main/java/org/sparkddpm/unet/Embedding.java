package org.sparkddpm.unet;

import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

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
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    kernels.gather(in.get(0), parameters.get(0), out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {
    kernels.gatherBackward(in.get(0), dOut, dParameters.get(0));
  }

  @Override
  public boolean differentiableInput() {
    return false;
  }
}
