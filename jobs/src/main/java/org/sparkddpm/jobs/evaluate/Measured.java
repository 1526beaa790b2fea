package org.sparkddpm.jobs.evaluate;

/**
 * A figure of the samples, and that of as many real images.
 *
 * @param samples finite
 * @param real finite
 */
record Measured(double samples, double real) {

  double ratio() {
    return samples / real;
  }
}
