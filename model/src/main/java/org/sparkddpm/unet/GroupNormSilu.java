package org.sparkddpm.unet;

import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/**
 * Group normalisation and SiLU of the first input; the second, where there is one, holds a scale
 * and a shift per channel that stand between the two.
 */
record GroupNormSilu(long channels, int groups, boolean scaleShift) implements Block {

  GroupNormSilu {
    if (channels % groups != 0) {
      throw new IllegalArgumentException(
          channels
              + " channels cannot be split into "
              + groups
              + " groups of equal size; choose dim as a multiple of the groups");
    }
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.of("gain", Parameter.Init.ONE, 1, channels),
        Parameter.of("bias", Parameter.Init.ZERO, 1, channels));
  }

  @Override
  public long[] outputShape(long[][] inputs) {
    if (scaleShift) {
      Shapes.requireLast(this, inputs[1], 2 * channels);
    }
    return Shapes.image(this, inputs[0], channels).clone();
  }

  @Override
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    kernels.groupNormSilu(
        in.get(0),
        parameters.get(0),
        parameters.get(1),
        scaleShift ? in.get(1) : null,
        groups,
        out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {
    kernels.groupNormSiluBackward(
        in.get(0),
        parameters.get(0),
        parameters.get(1),
        scaleShift ? in.get(1) : null,
        groups,
        dOut,
        dIn.get(0),
        dParameters.get(0),
        dParameters.get(1),
        scaleShift ? dIn.get(1) : null);
  }
}
