package org.sparkddpm.diffusion;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which S of a schedule's T timesteps a sampler visits, by name. The step k, 0..S-1, starts from
 * the k-th of them; the last step goes to data.
 *
 * <ul>
 *   <li>{@code even}: round((S - 1 - k) / (S - 1) * (T - 1)), from T - 1 down to 0, all of them
 *       when S = T.
 *   <li>{@code trailing}: round((S - k) / S * T) - 1, even steps of which the last goes to data
 *       from T / S - 1 (Lin et al. 2024, "Common Diffusion Noise Schedules and Sample Steps are
 *       Flawed", table 2).
 *   <li>{@code quadratic}: round(((S - 1 - k) / (S - 1))^2 * (T - 1)) (Song et al. 2021, appendix
 *       D.2).
 *   <li>{@code log-snr}: even steps of log sigma, and so of lambda = -log sigma (Lu et al. 2022,
 *       "DPM-Solver", section 3.4).
 *   <li>{@code karras}: even steps of sigma^(1/7) (Karras et al. 2022, eq. 5 with rho = 7).
 * </ul>
 *
 * <p>The last two go from {@value #MAX_SIGMA}, or sigma(T - 1) where that is less, to sigma(0), and
 * visit the timesteps whose log sigma is nearest. Where a spacing is finer than the timesteps, the
 * next lower ones are taken that are still free, so that S steps visit S timesteps. A single step
 * starts from where two would.
 */
public final class TimestepSpacings {

  /** The spacing of every run before there were others. */
  public static final String EVEN = "even";

  /** The noise level that sampling begins at, at most (Karras et al. 2022, table 1). */
  static final double MAX_SIGMA = 80;

  private static final double RHO = 7;

  /** Says which timestep a step would start from if there were no other steps. */
  @FunctionalInterface
  private interface Spacing {
    /**
     * The timestep, 0..T-1.
     *
     * @param step k, 0..steps-1
     */
    long timestep(NoiseSchedule schedule, int step, int steps);
  }

  private static final Map<String, Spacing> SPACINGS = new LinkedHashMap<>();

  static {
    SPACINGS.put(
        EVEN,
        (schedule, step, steps) -> Math.round(left(step, steps) * (schedule.timesteps() - 1)));
    SPACINGS.put(
        "trailing",
        (schedule, step, steps) ->
            Math.round((double) (steps - step) / steps * schedule.timesteps()) - 1);
    SPACINGS.put(
        "quadratic",
        (schedule, step, steps) -> {
          double left = left(step, steps);
          return Math.round(left * left * (schedule.timesteps() - 1));
        });
    SPACINGS.put(
        "log-snr",
        (schedule, step, steps) -> {
          double first = StrictMath.log(maxSigma(schedule));
          double last = StrictMath.log(schedule.sigma(0));
          return nearest(schedule, last + left(step, steps) * (first - last));
        });
    SPACINGS.put(
        "karras",
        (schedule, step, steps) -> {
          double first = StrictMath.pow(maxSigma(schedule), 1 / RHO);
          double last = StrictMath.pow(schedule.sigma(0), 1 / RHO);
          return nearest(schedule, RHO * StrictMath.log(last + left(step, steps) * (first - last)));
        });
  }

  private TimestepSpacings() {}

  /** The names that {@link #of} knows. */
  public static List<String> names() {
    return List.copyOf(SPACINGS.keySet());
  }

  /**
   * Chooses the timesteps.
   *
   * @param name one of {@link #names()}
   * @param steps S, 1..T
   * @throws IllegalArgumentException if the name is unknown or the steps are out of range
   */
  public static Visited of(String name, NoiseSchedule schedule, int steps) {
    Spacing spacing = SPACINGS.get(name);
    if (spacing == null) {
      throw new IllegalArgumentException(
          "unknown timestep spacing '" + name + "'; use one of " + names());
    }
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
    int[] timesteps = new int[steps];
    int free = schedule.timesteps() - 1;
    for (int step = 0; step < steps; step++) {
      long wanted = spacing.timestep(schedule, step, steps);
      // The steps that follow need a timestep each.
      timesteps[step] = (int) Math.max(steps - 1 - step, Math.min(wanted, free));
      free = timesteps[step] - 1;
    }
    return new Visited(schedule, timesteps);
  }

  /** The share of the way that is left, 1 for the first step to 0 for the last. */
  private static double left(int step, int steps) {
    return steps == 1 ? 1 : (double) (steps - 1 - step) / (steps - 1);
  }

  private static double maxSigma(NoiseSchedule schedule) {
    return Math.min(MAX_SIGMA, schedule.sigma(schedule.timesteps() - 1));
  }

  /** The timestep whose log sigma is nearest; sigma rises with the timestep. */
  private static int nearest(NoiseSchedule schedule, double logSigma) {
    int low = 0;
    int high = schedule.timesteps() - 1;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (StrictMath.log(schedule.sigma(middle)) <= logSigma) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double below = logSigma - StrictMath.log(schedule.sigma(low));
    double above = StrictMath.log(schedule.sigma(high)) - logSigma;
    return below <= above ? low : high;
  }
}
