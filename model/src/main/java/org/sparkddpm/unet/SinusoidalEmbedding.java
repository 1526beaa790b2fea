package org.sparkddpm.unet;

import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/**
 * Timesteps {@code [N, 1]} as sines and cosines of geometrically falling frequencies (Vaswani et
 * al. 2017, section 3.5; Ho et al. 2020, appendix B): the sines before the cosines.
 */
record SinusoidalEmbedding(int channels) implements Block {

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
  public void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out) {
    kernels.sinusoids(in.get(0), out);
  }

  @Override
  public void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters) {}

  @Override
  public boolean differentiableInput() {
    return false;
  }
}
