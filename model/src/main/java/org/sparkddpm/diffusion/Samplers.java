package org.sparkddpm.diffusion;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The samplers by name.
 *
 * <ul>
 *   <li>{@code ddpm}: ancestral sampling (Ho et al. 2020, algorithm 2). With all T steps and no
 *       clipping, x_{t-1} = (x_t - (1 - alpha_t) / sqrt(1 - alphaBar_t) * epsilon) / sqrt(alpha_t)
 *       + sqrt(beta_t) * z. The variance is beta_t, the upper of the two choices of their section
 *       3.2. With fewer steps, alphaBar is kept at the visited timesteps and beta is respaced to 1
 *       - alphaBar_t / alphaBar_{previously visited t} (Nichol and Dhariwal 2021, section 4).
 *   <li>{@code ddim}: Song et al. 2021, "Denoising Diffusion Implicit Models", eq. 12 with the
 *       variance of eq. 16: eta = 0 is deterministic, eta = 1 is ancestral sampling with the
 *       posterior variance.
 * </ul>
 *
 * <p>S steps visit the timesteps round(k * (T - 1) / (S - 1)), k = S-1..0: evenly spaced from T - 1
 * down to 0, all of them when S = T. A single step starts from T - 1.
 */
public final class Samplers {

  /** Makes a sampler of the timesteps that it visits and the choices of {@link #of}. */
  private interface Maker {
    Sampler make(Visited visited, double eta, boolean clip);
  }

  private static final Map<String, Maker> MAKERS = new LinkedHashMap<>();

  static {
    MAKERS.put("ddpm", (visited, eta, clip) -> AffineSampler.ddpm(visited, clip));
    MAKERS.put("ddim", AffineSampler::ddim);
  }

  private Samplers() {}

  /** The names that {@link #of} knows. */
  public static List<String> names() {
    return List.copyOf(MAKERS.keySet());
  }

  /**
   * Makes a sampler.
   *
   * @param name one of {@link #names()}
   * @param schedule the schedule that the denoiser was trained with
   * @param steps number of steps, 1..T
   * @param eta share of the posterior's noise that {@code ddim} adds, 0..1; {@code ddpm} has no
   *     such choice and does not read it
   * @param clip whether the predicted x_0 is clipped to [-1, 1] in every step; the step is then the
   *     posterior's given the clipped x_0 (Ho et al. 2020, eq. 7), for {@code ddim} with the noise
   *     that x_t holds beside the clipped x_0
   * @throws IllegalArgumentException if the name is unknown or a number out of range
   */
  public static Sampler of(
      String name, NoiseSchedule schedule, int steps, double eta, boolean clip) {
    Objects.requireNonNull(schedule, "schedule");
    Maker maker = MAKERS.get(name);
    if (maker == null) {
      throw new IllegalArgumentException("unknown sampler '" + name + "'; use one of " + names());
    }
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("eta is " + eta + "; use 0 (deterministic) to 1");
    }
    return maker.make(new Visited(schedule, steps), eta, clip);
  }
}
