package org.sparkddpm.diffusion;

/**
 * How images are sampled unless something else is asked for: the fewest network calls that more
 * calls do not better by more than the noise of the measurement (docs/quality.md).
 */
public final class DefaultSampling {

  /** One of {@link Samplers#names()}. */
  public static final String SAMPLER = "dpmpp-2m";

  /** One of {@link TimestepSpacings#names()}. */
  public static final String SPACING = "karras";

  /** Guidance scale for a model that names none itself. */
  public static final double GUIDANCE = 2;

  /** Noise levels at which guidance is applied. */
  public static final NoiseInterval GUIDANCE_INTERVAL = new NoiseInterval(0.3, 10);

  private DefaultSampling() {}

  /**
   * Guidance of steps, at all noise levels where none of them is in the interval.
   *
   * @param scale 1 for none
   */
  public static Guidance guidance(double scale, Visited visited) {
    return new Guidance(scale, GUIDANCE_INTERVAL.orAll(visited));
  }

  /**
   * Steps that a sampler needs with the other choices of this class.
   *
   * @param sampler one of {@link Samplers#names()}
   */
  public static int steps(String sampler) {
    return switch (sampler) {
      case "ddpm" -> 40;
      case Samplers.DDIM -> 20;
      default -> 8;
    };
  }
}
