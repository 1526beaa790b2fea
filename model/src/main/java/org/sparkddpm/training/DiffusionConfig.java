package org.sparkddpm.training;

import java.io.Serializable;
import org.sparkddpm.diffusion.NoiseSchedule;
import org.sparkddpm.diffusion.NoiseSchedules;
import org.sparkddpm.diffusion.Prediction;

/**
 * The diffusion that a model was trained for.
 *
 * @param schedule one of {@link NoiseSchedules#names()}
 * @param timesteps number of noise levels, at least 1
 * @param prediction one of {@link Prediction#names()}
 */
public record DiffusionConfig(String schedule, int timesteps, String prediction)
    implements Serializable {

  /** What models predict that do not say it. */
  public static final String DEFAULT_PREDICTION = Prediction.EPSILON.toString();

  /**
   * Checks all values.
   *
   * @throws IllegalArgumentException for an unknown schedule or prediction, too few timesteps or
   *     too many
   */
  public DiffusionConfig {
    NoiseSchedules.of(schedule, timesteps);
    Prediction.of(prediction);
  }

  /** The diffusion of a model that predicts the noise. */
  public DiffusionConfig(String schedule, int timesteps) {
    this(schedule, timesteps, DEFAULT_PREDICTION);
  }

  /** The same with another prediction. */
  public DiffusionConfig predicting(String other) {
    return new DiffusionConfig(schedule, timesteps, other);
  }

  /** The schedule itself. */
  public NoiseSchedule noiseSchedule() {
    return NoiseSchedules.of(schedule, timesteps);
  }

  /** What the network predicts. */
  public Prediction predicted() {
    return Prediction.of(prediction);
  }
}
