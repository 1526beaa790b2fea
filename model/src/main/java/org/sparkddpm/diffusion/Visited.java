package org.sparkddpm.diffusion;

/** The timesteps of a schedule that a sampler visits, as {@link Samplers} spaces them. */
final class Visited {

  private final NoiseSchedule schedule;
  private final int[] timesteps;

  /**
   * Chooses the timesteps.
   *
   * @param steps 1..T
   * @throws IllegalArgumentException if the steps are out of range
   */
  Visited(NoiseSchedule schedule, int steps) {
    if (steps < 1 || steps > schedule.timesteps()) {
      throw new IllegalArgumentException(
          "cannot sample in "
              + steps
              + " steps from schedule "
              + schedule
              + "; use 1.."
              + schedule.timesteps()
              + " steps");
    }
    this.schedule = schedule;
    this.timesteps = new int[steps];
    int last = schedule.timesteps() - 1;
    timesteps[0] = last;
    for (int step = 1; step < steps; step++) {
      double share = (double) (steps - 1 - step) / (steps - 1);
      timesteps[step] = (int) Math.round(share * last);
    }
  }

  /** The number of steps. */
  int steps() {
    return timesteps.length;
  }

  /**
   * The timestep that a step starts from.
   *
   * @throws IndexOutOfBoundsException if the step is not in 0..steps-1
   */
  int timestep(int step) {
    if (step < 0 || step >= timesteps.length) {
      throw new IndexOutOfBoundsException(
          "step " + step + " is not one of this sampler's; use 0.." + (timesteps.length - 1));
    }
    return timesteps[step];
  }

  /** alphaBar of the timestep that a step starts from. */
  double alphaBar(int step) {
    return schedule.alphaBar(timestep(step));
  }

  /** alphaBar of the timestep that a step goes to: 1, that of data, for the last. */
  double nextAlphaBar(int step) {
    return step == timesteps.length - 1 ? 1 : alphaBar(step + 1);
  }
}
