package org.sparkddpm.diffusion;

/**
 * The variances of a diffusion of T timesteps and what follows from them (Ho et al. 2020,
 * "Denoising Diffusion Probabilistic Models", section 2).
 *
 * <p>Timesteps are 0..T-1; t = 0 is the papers' t = 1. Immutable; made by {@link NoiseSchedules}.
 */
public final class NoiseSchedule {

  private final String name;
  private final double[] beta;
  private final double[] alphaBar;

  /**
   * Makes the schedule of the given variances.
   *
   * @param name the name under which {@link NoiseSchedules} knows it
   * @param beta one variance per timestep, each inside (0, 1)
   */
  NoiseSchedule(String name, double[] beta) {
    this.name = name;
    this.beta = beta.clone();
    this.alphaBar = new double[beta.length];
    double product = 1;
    for (int t = 0; t < beta.length; t++) {
      if (!(beta[t] > 0 && beta[t] < 1)) {
        throw new IllegalArgumentException(
            "beta("
                + t
                + ") of schedule "
                + name
                + " is "
                + beta[t]
                + "; it must be inside (0, 1)");
      }
      product *= 1 - beta[t];
      alphaBar[t] = product;
    }
  }

  /** The name by which {@link NoiseSchedules#of} makes this schedule. */
  public String name() {
    return name;
  }

  /** The number T of timesteps; valid timesteps are 0..T-1. */
  public int timesteps() {
    return beta.length;
  }

  /**
   * The variance of the noise that timestep t adds, inside (0, 1).
   *
   * @throws IndexOutOfBoundsException if t is not in 0..T-1
   */
  public double beta(int t) {
    return beta[checked(t)];
  }

  /**
   * 1 - beta(t).
   *
   * @throws IndexOutOfBoundsException if t is not in 0..T-1
   */
  public double alpha(int t) {
    return 1 - beta[checked(t)];
  }

  /**
   * The product of alpha(0)..alpha(t): the share of the data's variance left at timestep t (Ho et
   * al. 2020, eq. 4). Falls strictly with t.
   *
   * @throws IndexOutOfBoundsException if t is not in 0..T-1
   */
  public double alphaBar(int t) {
    return alphaBar[checked(t)];
  }

  /**
   * The noise level sqrt((1 - alphaBar(t)) / alphaBar(t)), the noise beside data of weight 1
   * (Karras et al. 2022). Rises strictly with t.
   *
   * @throws IndexOutOfBoundsException if t is not in 0..T-1
   */
  public double sigma(int t) {
    double left = alphaBar[checked(t)];
    return Math.sqrt((1 - left) / left);
  }

  /**
   * alphaBar(t - 1), and 1 at t = 0.
   *
   * @throws IndexOutOfBoundsException if t is not in 0..T-1
   */
  public double alphaBarPrevious(int t) {
    return checked(t) == 0 ? 1 : alphaBar[t - 1];
  }

  /**
   * The variance of q(x_{t-1} | x_t, x_0): (1 - alphaBar(t-1)) / (1 - alphaBar(t)) * beta(t) (Ho et
   * al. 2020, eq. 7). It is 0 at t = 0.
   *
   * @throws IndexOutOfBoundsException if t is not in 0..T-1
   */
  public double posteriorVariance(int t) {
    return (1 - alphaBarPrevious(t)) / (1 - alphaBar[t]) * beta[t];
  }

  @Override
  public String toString() {
    return name + "(T=" + beta.length + ")";
  }

  private int checked(int t) {
    if (t < 0 || t >= beta.length) {
      throw new IndexOutOfBoundsException(
          "timestep " + t + " is not in schedule " + this + "; use 0.." + (beta.length - 1));
    }
    return t;
  }
}
