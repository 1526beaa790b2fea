package org.sparkddpm.unet;

import java.util.Arrays;
import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/** The sum of two inputs of one shape. */
record Sum() implements Block {

  @Override
  public long[] outputShape(long[][] inputs) {
    if (inputs.length != 2 || !Arrays.equals(inputs[0], inputs[1])) {
      throw new IllegalArgumentException(
          "a sum takes two inputs of one shape, got " + Arrays.deepToString(inputs));
    }
    return inputs[0].clone();
  }

  @Override
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    kernels.add(in.get(0), in.get(1), out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {
    kernels.copy(dOut, dIn.get(0));
    kernels.copy(dOut, dIn.get(1));
  }

  @Override
  public boolean passesGradient() {
    return true;
  }

  @Override
  public boolean rereadsInputs() {
    return false;
  }
}
