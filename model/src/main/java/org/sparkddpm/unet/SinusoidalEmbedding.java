package org.sparkddpm.unet;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

/**
 * Timesteps {@code [N, 1]} as sines and cosines of geometrically falling frequencies (Vaswani et
 * al. 2017, section 3.5; Ho et al. 2020, appendix B): the sines before the cosines.
 */
record SinusoidalEmbedding(int channels) implements Block {

  private static final double LONGEST_PERIOD = 10_000;

  SinusoidalEmbedding {
    if (channels < 4 || channels % 2 != 0) {
      throw new IllegalArgumentException(
          "the time embedding needs an even width of at least 4, got " + channels);
    }
  }

  @Override
  public long[] outputShape(long[][] inputs) {
    Shapes.requireLast(this, inputs[0], 1);
    return new long[] {inputs[0][0], channels};
  }

  @Override
  public void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out) {
    int half = channels / 2;
    for (long i = 0; i < in[0].length(); i++) {
      double t = in[0].getDouble(i);
      for (int j = 0; j < half; j++) {
        double angle = t * Math.exp(-Math.log(LONGEST_PERIOD) * j / (half - 1));
        out.putScalar(i, j, Math.sin(angle));
        out.putScalar(i, half + j, Math.cos(angle));
      }
    }
  }

  @Override
  public void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters) {}

  @Override
  public boolean differentiableInput() {
    return false;
  }
}
