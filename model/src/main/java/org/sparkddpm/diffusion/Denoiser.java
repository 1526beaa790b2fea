package org.sparkddpm.diffusion;

/**
 * A network that predicts the noise in a noisy image: epsilon_theta(x_t, t, label) of Ho et al.
 * 2020, conditioned on a class label as in Ho and Salimans 2022.
 */
public interface Denoiser {

  /** The label of an image without a class: the prediction is then unconditional. */
  int NO_LABEL = -1;

  /**
   * Predicts the noise of a batch of n = labels.length images.
   *
   * @param x n images of {@link #imageSize()} values, one after another, each row-major H x W; not
   *     to be changed
   * @param timesteps n timesteps, 0..T-1; not to be changed
   * @param labels n class labels, 0..classes-1 or {@link #NO_LABEL}; not to be changed
   * @param epsilon receives the n predictions, laid out as x
   */
  void predictNoise(float[] x, int[] timesteps, int[] labels, float[] epsilon);

  /** The number of values of one image, H * W. */
  int imageSize();
}
