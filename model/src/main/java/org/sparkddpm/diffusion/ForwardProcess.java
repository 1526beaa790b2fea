package org.sparkddpm.diffusion;

import java.util.Objects;

/**
 * The forward process in one step (Ho et al. 2020, eq. 4 and 14): x_t = sqrt(alphaBar(t)) * x_0 +
 * sqrt(1 - alphaBar(t)) * epsilon.
 *
 * <p>Immutable and safe to share between threads.
 */
public final class ForwardProcess {

  private final NoiseSchedule schedule;
  private final float[] signal;
  private final float[] noise;

  /** Makes the forward process of a schedule. */
  public ForwardProcess(NoiseSchedule schedule) {
    this.schedule = Objects.requireNonNull(schedule, "schedule");
    int timesteps = schedule.timesteps();
    this.signal = new float[timesteps];
    this.noise = new float[timesteps];
    for (int t = 0; t < timesteps; t++) {
      signal[t] = (float) Math.sqrt(schedule.alphaBar(t));
      noise[t] = (float) Math.sqrt(1 - schedule.alphaBar(t));
    }
  }

  /** The schedule that this process follows. */
  public NoiseSchedule schedule() {
    return schedule;
  }

  /** For each timestep the shares of data and of noise in x_t, one pair after another. */
  public float[] levels() {
    float[] levels = new float[2 * signal.length];
    for (int t = 0; t < signal.length; t++) {
      levels[2 * t] = signal[t];
      levels[2 * t + 1] = noise[t];
    }
    return levels;
  }

  /**
   * Writes the noised values of one range, which all have the same timestep.
   *
   * @param x0 data in -1..1
   * @param epsilon standard normal noise
   * @param xt receives x_t; may be x0 or epsilon itself
   * @param offset first index of the range, the same in all three arrays
   * @param length number of values in the range
   * @param t timestep, 0..T-1
   * @throws IndexOutOfBoundsException if t or the range does not fit
   */
  public void addNoise(float[] x0, float[] epsilon, float[] xt, int offset, int length, int t) {
    if (t < 0 || t >= signal.length) {
      throw new IndexOutOfBoundsException(
          "timestep " + t + " is not in schedule " + schedule + "; use 0.." + (signal.length - 1));
    }
    Objects.checkFromIndexSize(offset, length, x0.length);
    Objects.checkFromIndexSize(offset, length, epsilon.length);
    Objects.checkFromIndexSize(offset, length, xt.length);
    float ofSignal = signal[t];
    float ofNoise = noise[t];
    for (int i = offset; i < offset + length; i++) {
      xt[i] = ofSignal * x0[i] + ofNoise * epsilon[i];
    }
  }
}
