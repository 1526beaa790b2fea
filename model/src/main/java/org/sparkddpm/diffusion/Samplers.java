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
 *   <li>{@code dpmpp-2m}: DPM-Solver++(2M) (Lu et al. 2022, "DPM-Solver++: Fast Solver for Guided
 *       Sampling of Diffusion Probabilistic Models", algorithm 2), which follows the same flow as
 *       {@code ddim} to the second order by keeping what it predicted in the step before.
 *   <li>{@code unipc}: UniPC of order 2 (Zhao et al. 2023, "UniPC: A Unified Predictor-Corrector
 *       Framework for Fast Sampling of Diffusion Models", with B(h) = e^h - 1): the steps of {@code
 *       dpmpp-2m}, each corrected by the prediction that the next one makes anyhow.
 *   <li>{@code heun}: Heun's method (Karras et al. 2022, "Elucidating the Design Space of
 *       Diffusion-Based Generative Models", algorithm 1), of second order by a second prediction in
 *       all steps but the last and those from a noise level above 80.
 * </ul>
 *
 * <p>{@link TimestepSpacings} says which timesteps the steps start from.
 */
public final class Samplers {

  /** The only sampler that reads eta. */
  public static final String DDIM = "ddim";

  /** Makes a sampler of the timesteps that it visits and the choices of {@link #of}. */
  private interface Maker {
    Sampler make(Visited visited, double eta, boolean clip);
  }

  private static final Map<String, Maker> MAKERS = new LinkedHashMap<>();

  static {
    MAKERS.put("ddpm", (visited, eta, clip) -> AffineSampler.ddpm(visited, clip));
    MAKERS.put(DDIM, AffineSampler::ddim);
    MAKERS.put("dpmpp-2m", (visited, eta, clip) -> new MultistepSampler(visited, false, clip));
    MAKERS.put("unipc", (visited, eta, clip) -> new MultistepSampler(visited, true, clip));
    MAKERS.put("heun", (visited, eta, clip) -> new HeunSampler(visited, clip));
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
   * @param visited timesteps of the schedule that the denoiser was trained with
   * @param eta share of the posterior's noise that {@code ddim} adds, 0..1; the others have no such
   *     choice and do not read it
   * @param clip whether the predicted x_0 is clipped to [-1, 1] in every step; the step is then the
   *     posterior's given the clipped x_0 (Ho et al. 2020, eq. 7), for the others than {@code ddpm}
   *     with the noise that x_t holds beside the clipped x_0
   * @throws IllegalArgumentException if the name is unknown or a number out of range
   */
  public static Sampler of(String name, Visited visited, double eta, boolean clip) {
    Objects.requireNonNull(visited, "visited");
    Maker maker = MAKERS.get(name);
    if (maker == null) {
      throw new IllegalArgumentException("unknown sampler '" + name + "'; use one of " + names());
    }
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("eta is " + eta + "; use 0 (deterministic) to 1");
    }
    return maker.make(visited, eta, clip);
  }

  /**
   * Makes a sampler of evenly spaced timesteps.
   *
   * @param steps number of steps, 1..T
   * @throws IllegalArgumentException if the name is unknown or a number out of range
   */
  public static Sampler of(
      String name, NoiseSchedule schedule, int steps, double eta, boolean clip) {
    return of(name, TimestepSpacings.of(TimestepSpacings.EVEN, schedule, steps), eta, clip);
  }
}
