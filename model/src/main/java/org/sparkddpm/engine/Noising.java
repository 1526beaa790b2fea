package org.sparkddpm.engine;

import java.io.Serializable;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.random.Purpose;

/**
 * How images become a noised minibatch; the random numbers are pure functions of (seed, round,
 * example, epoch of the round).
 *
 * @param canvas that the images are centred on
 * @param timesteps number of noise levels T
 * @param labelDropout share of the examples that lose their label, in [0, 1)
 * @param noLabel the index that stands for no label
 * @param validation whether the random numbers are those of validation, which never meet training's
 */
public record Noising(
    Canvas canvas, long seed, int timesteps, double labelDropout, int noLabel, boolean validation)
    implements Serializable {

  /**
   * Checks the share.
   *
   * @throws IllegalArgumentException if the share is outside [0, 1) or there are no timesteps
   */
  public Noising {
    if (!(labelDropout >= 0 && labelDropout < 1)) {
      throw new IllegalArgumentException("label dropout must be in [0, 1), but is " + labelDropout);
    }
    if (timesteps < 1) {
      throw new IllegalArgumentException("timesteps must be at least 1, but are " + timesteps);
    }
  }

  /** Of the stream that gives an example's timestep and then whether it loses its label. */
  public Purpose timestepPurpose() {
    return validation ? Purpose.VALIDATION : Purpose.TRAINING_TIMESTEP;
  }

  /** Of the stream of the noise on an example. */
  public Purpose noisePurpose() {
    return validation ? Purpose.VALIDATION : Purpose.TRAINING_NOISE;
  }
}
