package org.sparkddpm.kernels;

/**
 * The numbers of one step of Adam (Kingma and Ba 2015, algorithm 1, in the form at the end of its
 * section 2: the bias corrections are in the rate).
 *
 * @param rate learning rate times {@code sqrt(1 - beta2^t) / (1 - beta1^t)}
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment
 */
public record AdamStep(double rate, double beta1, double beta2, double epsilon) {

  /** Checks the decays. */
  public AdamStep {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          "Adam's decays must be in [0, 1), but are " + beta1 + " and " + beta2);
    }
  }

  /**
   * The step at an iteration.
   *
   * @param learningRate before the corrections
   * @param iteration steps before this one
   */
  public static AdamStep at(
      long iteration, double learningRate, double beta1, double beta2, double epsilon) {
    double t = iteration + 1.0;
    double rate = learningRate * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
    return new AdamStep(rate, beta1, beta2, epsilon);
  }
}
