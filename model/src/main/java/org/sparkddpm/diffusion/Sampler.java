package org.sparkddpm.diffusion;

/**
 * The reverse process: from noise to an image in a number of steps, given the predicted noise of
 * each. Made by {@link Samplers}; safe to share between threads.
 */
public interface Sampler {

  /** The number of steps; steps are counted 0..steps-1, 0 the first and noisiest. */
  int steps();

  /**
   * The timestep that a step starts from, to be given to the denoiser.
   *
   * @throws IndexOutOfBoundsException if the step is not in 0..steps-1
   */
  int timestep(int step);

  /**
   * Whether a step adds fresh noise. The last step never does.
   *
   * @throws IndexOutOfBoundsException if the step is not in 0..steps-1
   */
  boolean needsNoise(int step);

  /**
   * Does one step in place on one range of values.
   *
   * @param step 0..steps-1
   * @param x the values at the step's timestep; receives those of the next
   * @param epsilon the predicted noise in x
   * @param noise fresh standard normal noise; not read where {@link #needsNoise} is false, and may
   *     be empty then
   * @param offset first index of the range, the same in all three arrays
   * @param length number of values in the range
   * @throws IndexOutOfBoundsException if the step or the range does not fit
   */
  void step(int step, float[] x, float[] epsilon, float[] noise, int offset, int length);
}
