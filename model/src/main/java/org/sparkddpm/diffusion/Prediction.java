package org.sparkddpm.diffusion;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a network predicts of a noised image x_t = alpha x_0 + sigma epsilon, where alpha^2 is
 * alphaBar(t) and sigma^2 is 1 - alphaBar(t). With x_t at hand each of them tells the noise, so
 * that samplers need not know which one it is; what differs is how much an error counts at which
 * timestep.
 */
public enum Prediction {

  /** The noise epsilon (Ho et al. 2020, eq. 14). */
  EPSILON,

  /**
   * v = alpha epsilon - sigma x_0 (Salimans and Ho 2022, "Progressive Distillation for Fast
   * Sampling of Diffusion Models", section 4 and appendix D). Where x_t is nearly noise, this is
   * the image, of which a predicted epsilon says next to nothing.
   */
  V;

  /** The names that {@link #of} knows. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Prediction::toString).toList();
  }

  /**
   * Finds one by its name.
   *
   * @param name one of {@link #names()}
   * @throws IllegalArgumentException if the name is unknown
   */
  public static Prediction of(String name) {
    for (Prediction each : values()) {
      if (each.toString().equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "unknown prediction '" + name + "'; use one of " + String.join(", ", names()));
  }

  /**
   * For each timestep the factors of epsilon and of x_t in what the network is to predict, one pair
   * after another; for {@link #V} these are 1 / alpha and -sigma / alpha.
   */
  public float[] targetFactors(NoiseSchedule schedule) {
    return factors(schedule, (alpha, sigma) -> new double[] {1 / alpha, -sigma / alpha});
  }

  /**
   * For each timestep the factors of the network's prediction and of x_t in epsilon, one pair after
   * another: the inverse of {@link #targetFactors}; for {@link #V} these are alpha and sigma.
   */
  public float[] epsilonFactors(NoiseSchedule schedule) {
    return factors(schedule, (alpha, sigma) -> new double[] {alpha, sigma});
  }

  /** Two factors for the shares of data and noise. */
  private interface Factors {
    double[] of(double alpha, double sigma);
  }

  private float[] factors(NoiseSchedule schedule, Factors ofV) {
    float[] factors = new float[2 * schedule.timesteps()];
    for (int t = 0; t < schedule.timesteps(); t++) {
      double alphaBar = schedule.alphaBar(t);
      double[] pair =
          this == EPSILON
              ? new double[] {1, 0}
              : ofV.of(Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar));
      factors[2 * t] = (float) pair[0];
      factors[2 * t + 1] = (float) pair[1];
    }
    return factors;
  }

  /** Its name in options and checkpoints. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
