package org.sparkddpm.unet;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

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
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    kernels.groupNormSilu(
        in[0], parameters[0], parameters[1], scaleShift ? in[1] : null, groups, out);
  }

  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {
    kernels.groupNormSiluBackward(
        in[0],
        parameters[0],
        parameters[1],
        scaleShift ? in[1] : null,
        groups,
        dOut,
        dIn[0],
        dParameters[0],
        dParameters[1],
        scaleShift ? dIn[1] : null);
  }
}
