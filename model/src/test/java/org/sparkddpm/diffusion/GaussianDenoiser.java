package org.sparkddpm.diffusion;

/**
 * The best denoiser of data whose pixels are independent and normal: E[epsilon | x_t] in closed
 * form. A label moves the mean by {@link #SHIFT}.
 */
final class GaussianDenoiser implements Denoiser {

  static final double SHIFT = 0.25;

  private final NoiseSchedule schedule;
  private final int imageSize;
  private final double mean;
  private final double variance;

  GaussianDenoiser(NoiseSchedule schedule, int imageSize, double mean, double variance) {
    this.schedule = schedule;
    this.imageSize = imageSize;
    this.mean = mean;
    this.variance = variance;
  }

  @Override
  public int imageSize() {
    return imageSize;
  }

  @Override
  public void predictNoise(float[] x, int[] timesteps, int[] labels, float[] epsilon) {
    for (int image = 0; image < labels.length; image++) {
      double alphaBar = schedule.alphaBar(timesteps[image]);
      double center = Math.sqrt(alphaBar) * (mean + SHIFT * Math.max(0, labels[image]));
      double slope = Math.sqrt(1 - alphaBar) / (alphaBar * variance + 1 - alphaBar);
      for (int i = image * imageSize; i < (image + 1) * imageSize; i++) {
        epsilon[i] = (float) (slope * (x[i] - center));
      }
    }
  }
}
