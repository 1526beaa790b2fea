package org.sparkddpm.engine;

/**
 * The constants of Adam (Kingma and Ba 2015, algorithm 1, in the form at the end of its section 2,
 * where the bias corrections are in the rate).
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment
 */
public record AdamDecays(double beta1, double beta2, double epsilon)
    implements java.io.Serializable {

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException if a decay is outside [0, 1) or epsilon not above 0
   */
  public AdamDecays {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          "Adam's decays must be in [0, 1), but are " + beta1 + " and " + beta2);
    }
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("Adam's epsilon must be above 0, but is " + epsilon);
    }
  }

  /**
   * The learning rate with the bias corrections of both moments in it: {@code rate * sqrt(1 -
   * beta2^t) / (1 - beta1^t)}.
   *
   * @param iteration steps before this one, {@code t - 1}
   */
  public double correctedRate(double rate, long iteration) {
    double t = iteration + 1.0;
    return rate * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
  }
}
