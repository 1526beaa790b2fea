package org.sparkddpm.engine.loops;

import org.sparkddpm.engine.Activation;

/** The non-linearities in double precision. */
final class Curves {

  private Curves() {}

  static double value(Activation activation, double x) {
    return switch (activation) {
      case SILU -> x * sigmoid(x);
      case GELU -> x * distribution(x);
    };
  }

  static double slope(Activation activation, double x) {
    return switch (activation) {
      case SILU -> sigmoid(x) * (1 + x * (1 - sigmoid(x)));
      case GELU -> distribution(x) + x * density(x);
    };
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** The standard normal distribution function by its series (Marsaglia 2004). */
  private static double distribution(double x) {
    if (Math.abs(x) > 8) {
      return x > 0 ? 1 : 0;
    }
    double sum = x;
    double term = x;
    for (int odd = 3; Math.abs(term) > 1e-17; odd += 2) {
      term *= x * x / odd;
      sum += term;
    }
    return 0.5 + sum * density(x);
  }
}
