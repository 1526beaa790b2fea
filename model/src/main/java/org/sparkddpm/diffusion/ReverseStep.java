package org.sparkddpm.diffusion;

/**
 * One step of a reverse process whose every kind here is affine in the predicted x_0, in x and in
 * fresh noise z: x' = fromData * x_0 + fromX * x + sigma * z, with x_0 = (x - sqrt(1 - alphaBar) *
 * epsilon) / sqrt(alphaBar).
 *
 * @param alphaBar of the timestep that the step starts from, inside (0, 1)
 * @param fromData weight of the predicted x_0
 * @param fromX weight of x
 * @param sigma standard deviation of the fresh noise; 0 where the step ends in data
 */
record ReverseStep(double alphaBar, double fromData, double fromX, double sigma) {

  /**
   * Ancestral step: the posterior mean of Ho et al. 2020, eq. 7, variance beta.
   *
   * @param alphaBar of the timestep that the step starts from
   * @param next alphaBar of the timestep that it goes to, 1 for data
   */
  static ReverseStep ddpm(double alphaBar, double next) {
    double alpha = alphaBar / next;
    double beta = 1 - alpha;
    double fromData = Math.sqrt(next) * beta / (1 - alphaBar);
    double fromX = Math.sqrt(alpha) * (1 - next) / (1 - alphaBar);
    double sigma = next == 1 ? 0 : Math.sqrt(beta);
    return new ReverseStep(alphaBar, fromData, fromX, sigma);
  }

  /**
   * DDIM step of Song et al. 2021: eq. 12 with the variance of eq. 16, its epsilon written as what
   * x holds beside x_0, so that clipping x_0 keeps the two consistent.
   *
   * @param alphaBar of the timestep that the step starts from
   * @param next alphaBar of the timestep that it goes to, 1 for data
   * @param eta 0..1
   */
  static ReverseStep ddim(double alphaBar, double next, double eta) {
    double variance = eta * eta * (1 - next) / (1 - alphaBar) * (1 - alphaBar / next);
    // 1 - next - variance, without the difference of nearly equal numbers when eta is near 1.
    double ancestral = alphaBar / next * (1 - next) / (1 - alphaBar);
    double direction = Math.sqrt((1 - next) * (1 - eta * eta + eta * eta * ancestral));
    double fromX = direction / Math.sqrt(1 - alphaBar);
    double fromData = Math.sqrt(next) - fromX * Math.sqrt(alphaBar);
    return new ReverseStep(alphaBar, fromData, fromX, Math.sqrt(variance));
  }
}
