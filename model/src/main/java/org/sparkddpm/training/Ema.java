package org.sparkddpm.training;

/**
 * The exponential moving average of the weights, its memory given in images so that it does not
 * depend on batch size, workers or averaging interval (Karras et al. 2022, appendix F). Early in a
 * run the half-life is shortened to a share of the images seen, so that the random start is soon
 * forgotten.
 *
 * @param halfLifeImages images after which a weight's old value counts half; 0 for no averaging
 */
public record Ema(double halfLifeImages) {

  private static final double RAMP_UP_SHARE = 0.05;

  /**
   * Checks the half-life.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Ema {
    if (!(halfLifeImages >= 0) || Double.isInfinite(halfLifeImages)) {
      throw new IllegalArgumentException(
          "EMA half-life must be a number of images from 0 on, but is " + halfLifeImages);
    }
  }

  /**
   * The share of the old average that stays.
   *
   * @param imagesSeen in the whole run, at least {@code newImages}
   * @param newImages since the last update, at least 1
   * @return from 0 (take the new weights) to below 1
   */
  public double decay(long imagesSeen, long newImages) {
    double halfLife = Math.min(halfLifeImages, imagesSeen * RAMP_UP_SHARE);
    return halfLife == 0 ? 0 : Math.pow(0.5, newImages / halfLife);
  }

  /**
   * Moves an average towards new weights, in place.
   *
   * @param average of the same length as {@code weights}
   */
  public void update(float[] average, float[] weights, long imagesSeen, long newImages) {
    float keep = (float) decay(imagesSeen, newImages);
    for (int i = 0; i < average.length; i++) {
      average[i] = weights[i] + keep * (average[i] - weights[i]);
    }
  }
}
