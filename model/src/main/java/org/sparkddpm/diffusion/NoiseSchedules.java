package org.sparkddpm.diffusion;

import java.util.List;
import java.util.Locale;

/**
 * The noise schedules by name.
 *
 * <ul>
 *   <li>{@code linear}: beta from 1e-4 to 0.02 in equal steps, whatever T is (Ho et al. 2020,
 *       section 4, where T = 1000). With T = 200 it ends with alphaBar 0.13, short of pure noise.
 *   <li>{@code linear-rescaled}: those betas times 1000 / T, at most 0.999, so that a short
 *       schedule ends in noise as the long one does.
 *   <li>{@code cosine}: alphaBar(t) = f(t) / f(0), f(t) = cos^2((t/T + s) / (1 + s) * pi/2) with s
 *       = 0.008 and t in 1..T; beta(t) = 1 - alphaBar(t) / alphaBar(t-1), at most 0.999 (Nichol and
 *       Dhariwal 2021, "Improved Denoising Diffusion Probabilistic Models", eq. 17).
 * </ul>
 *
 * <p>The same name and T give the same bits on every JVM.
 */
public final class NoiseSchedules {

  /** The fewest timesteps T of a schedule. */
  public static final int MIN_TIMESTEPS = 2;

  /**
   * The most timesteps T of a schedule, far above use; up to here alphaBar stays well above a
   * double's smallest number.
   */
  public static final int MAX_TIMESTEPS = 10_000;

  private static final double FIRST_BETA = 1e-4;
  private static final double LAST_BETA = 0.02;
  private static final double REFERENCE_TIMESTEPS = 1000;
  private static final double MAX_BETA = 0.999;
  private static final double COSINE_OFFSET = 0.008;

  private static final String LINEAR = "linear";
  private static final String LINEAR_RESCALED = "linear-rescaled";
  private static final String COSINE = "cosine";

  private NoiseSchedules() {}

  /** The names that {@link #of} knows. */
  public static List<String> names() {
    return List.of(LINEAR, LINEAR_RESCALED, COSINE);
  }

  /**
   * Makes a schedule.
   *
   * @param name one of {@link #names()}
   * @param timesteps T, {@link #MIN_TIMESTEPS}..{@link #MAX_TIMESTEPS}
   * @throws IllegalArgumentException if the name is unknown or T out of range
   */
  public static NoiseSchedule of(String name, int timesteps) {
    if (!names().contains(name)) {
      throw new IllegalArgumentException(
          "unknown noise schedule '" + name + "'; use one of " + names());
    }
    if (timesteps < MIN_TIMESTEPS || timesteps > MAX_TIMESTEPS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "noise schedule '%s' (of %s) cannot have %d timesteps; use %d..%d",
              name,
              names(),
              timesteps,
              MIN_TIMESTEPS,
              MAX_TIMESTEPS));
    }
    double[] betas =
        switch (name) {
          case LINEAR -> linear(timesteps, 1);
          case LINEAR_RESCALED -> linear(timesteps, REFERENCE_TIMESTEPS / timesteps);
          default -> cosine(timesteps);
        };
    return new NoiseSchedule(name, betas);
  }

  private static double[] linear(int timesteps, double scale) {
    double[] betas = new double[timesteps];
    for (int t = 0; t < timesteps; t++) {
      double beta = FIRST_BETA + (LAST_BETA - FIRST_BETA) * t / (timesteps - 1);
      betas[t] = Math.min(scale * beta, MAX_BETA);
    }
    return betas;
  }

  private static double[] cosine(int timesteps) {
    double[] betas = new double[timesteps];
    for (int t = 0; t < timesteps; t++) {
      double left = cosineSquared(t + 1, timesteps) / cosineSquared(t, timesteps);
      betas[t] = Math.min(1 - left, MAX_BETA);
    }
    return betas;
  }

  private static double cosineSquared(int t, int timesteps) {
    double angle = ((double) t / timesteps + COSINE_OFFSET) / (1 + COSINE_OFFSET) * Math.PI / 2;
    // StrictMath: Math.cos may differ in the last bit from one JVM to another.
    double cos = StrictMath.cos(angle);
    return cos * cos;
  }
}
