package org.sparkddpm.diffusion;

import java.util.Objects;

/**
 * Classifier-free guidance (Ho and Salimans 2022, eq. 6) on an interval of noise levels
 * (Kynkaanniemi et al. 2024, "Applying Guidance in a Limited Interval Improves Sample and
 * Distribution Quality in Diffusion Models"): outside of it the conditional prediction is taken as
 * it is, which costs one network call in place of two.
 *
 * <p>Scale 1 is the conditional prediction alone and scale 0 the unconditional alone, whatever the
 * interval; each costs one call everywhere.
 *
 * @param scale the paper's w + 1, finite and at least 0
 * @param interval where it guides
 */
public record Guidance(double scale, NoiseInterval interval) {

  /**
   * Checks the scale.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Guidance {
    if (!isScale(scale)) {
      throw new IllegalArgumentException(
          "guidance scale is " + scale + "; use a finite scale of at least 0");
    }
    Objects.requireNonNull(interval, "interval");
  }

  /** Whether a number can be a scale: at least 0, and finite in the kernels' floats. */
  public static boolean isScale(double number) {
    return number >= 0 && number <= Float.MAX_VALUE;
  }

  /** Guidance at all noise levels. */
  public static Guidance of(double scale) {
    return new Guidance(scale, NoiseInterval.ALL);
  }

  /** Whether the scale asks for both branches. */
  public boolean hasTwoBranches() {
    return scale != 0 && scale != 1;
  }

  /** Whether a prediction at a timestep takes both branches. */
  public boolean guides(NoiseSchedule schedule, int timestep) {
    return hasTwoBranches() && interval.contains(schedule, timestep);
  }

  /** The network calls that an image takes: one for each branch of each prediction. */
  public int callsPerImage(Sampler sampler) {
    int calls = 0;
    for (int step = 0; step < sampler.steps(); step++) {
      for (int timestep : sampler.predictions(step)) {
        calls += guides(sampler.schedule(), timestep) ? 2 : 1;
      }
    }
    return calls;
  }
}
