package org.sparkddpm.diffusion;

import java.util.List;

/**
 * A way from noise to an image in a number of steps. Made by {@link Samplers}; immutable, so that
 * it may be shared between threads.
 */
public interface Sampler {

  /** The timesteps that its steps start from. */
  Visited visited();

  /** The schedule whose timesteps it visits. */
  default NoiseSchedule schedule() {
    return visited().schedule();
  }

  /** The number of steps; steps are counted 0..steps-1, 0 the first and noisiest. */
  default int steps() {
    return visited().steps();
  }

  /**
   * The timestep that a step starts from.
   *
   * @throws IndexOutOfBoundsException if the step is not in 0..steps-1
   */
  default int timestep(int step) {
    return visited().timestep(step);
  }

  /**
   * The timesteps at which a step predicts, in its order.
   *
   * @throws IndexOutOfBoundsException if the step is not in 0..steps-1
   */
  default List<Integer> predictions(int step) {
    return List.of(timestep(step));
  }

  /**
   * Prepares the way of a batch of images. What it keeps between its steps (coefficients, earlier
   * predictions) lies in tensors that are made here; what a step does is recorded here.
   *
   * @param trajectory with the images and all that a sampler may ask for
   */
  ReverseProcess over(Trajectory trajectory);
}
