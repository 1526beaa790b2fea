package org.sparkddpm.diffusion;

/** The timesteps of a schedule that a sampler visits; made by {@link TimestepSpacings}. */
public final class Visited {

  private final NoiseSchedule schedule;
  private final int[] timesteps;

  /**
   * Takes the timesteps.
   *
   * @param timesteps of the schedule, at least one, each below the one before
   */
  Visited(NoiseSchedule schedule, int[] timesteps) {
    this.schedule = schedule;
    this.timesteps = timesteps.clone();
    for (int step = 1; step < timesteps.length; step++) {
      if (timesteps[step] >= timesteps[step - 1]) {
        throw new IllegalArgumentException(
            "timestep " + timesteps[step] + " follows " + timesteps[step - 1] + "; they must fall");
      }
    }
  }

  /** The schedule whose timesteps they are. */
  public NoiseSchedule schedule() {
    return schedule;
  }

  /** The number of steps. */
  public int steps() {
    return timesteps.length;
  }

  /**
   * The timestep that a step starts from.
   *
   * @throws IndexOutOfBoundsException if the step is not in 0..steps-1
   */
  public int timestep(int step) {
    if (step < 0 || step >= timesteps.length) {
      throw new IndexOutOfBoundsException(
          "step " + step + " is not one of this sampler's; use 0.." + (timesteps.length - 1));
    }
    return timesteps[step];
  }

  /** Whether a step ends in data. */
  boolean isLast(int step) {
    return step == timesteps.length - 1;
  }

  /** alphaBar of the timestep that a step starts from. */
  double alphaBar(int step) {
    return schedule.alphaBar(timestep(step));
  }

  /** alphaBar of the timestep that a step goes to: 1, that of data, for the last. */
  double nextAlphaBar(int step) {
    return isLast(step) ? 1 : alphaBar(step + 1);
  }

  /** The logarithm of signal over noise at the timestep that a step starts from. */
  double logRatio(int step) {
    return -StrictMath.log(schedule.sigma(timestep(step)));
  }
}
