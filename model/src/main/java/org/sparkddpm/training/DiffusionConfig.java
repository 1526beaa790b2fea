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

  /** More than any schedule needs; tables of so many fit into any memory. */
  private static final int MOST_TIMESTEPS = 1_000_000;

  /**
   * Checks both values.
   *
   * @throws IllegalArgumentException for an unknown schedule, too few timesteps or too many
   */
  public DiffusionConfig {
    if (timesteps > MOST_TIMESTEPS) {
      throw new IllegalArgumentException(
          "timesteps must be at most " + MOST_TIMESTEPS + ", but is " + timesteps);
    }
    NoiseSchedules.of(schedule, timesteps);
  }

  /** The schedule itself. */
  public NoiseSchedule noiseSchedule() {
    return NoiseSchedules.of(schedule, timesteps);
  }
}
