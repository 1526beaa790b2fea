package org.sparkddpm.training;

import java.io.Serializable;
import org.sparkddpm.diffusion.NoiseSchedule;
import org.sparkddpm.diffusion.NoiseSchedules;

/**
 * The diffusion that a model was trained for.
 *
 * @param schedule one of {@link NoiseSchedules#names()}
 * @param timesteps number of noise levels, at least 1
 */
public record DiffusionConfig(String schedule, int timesteps) implements Serializable {

  /**
   * Checks both values.
   *
   * @throws IllegalArgumentException for an unknown schedule or too few timesteps
   */
  public DiffusionConfig {
    NoiseSchedules.of(schedule, timesteps);
  }

  /** The schedule itself. */
  public NoiseSchedule noiseSchedule() {
    return NoiseSchedules.of(schedule, timesteps);
  }
}
