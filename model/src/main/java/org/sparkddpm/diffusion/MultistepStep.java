package org.sparkddpm.diffusion;

/**
 * One step of a flow from sigma to sigma' by predictions of x_0, of which those before are kept. As
 * lambda = -log sigma rises by h, x' = fromX x + fromData D, where fromX = (1 - alphaBar')^(1/2) /
 * (1 - alphaBar)^(1/2), fromData = alphaBar'^(1/2) (1 - e^-h), and D is a mean of predictions.
 *
 * <p>The <em>predictor</em> has D = (1 + 1 / 2r) x_0 - (1 / 2r) x_0 before, r the ratio of the step
 * before to this one in lambda, and D = x_0 where there is none before (Lu et al. 2022,
 * "DPM-Solver++", algorithm 2). The <em>corrector</em> knows the prediction at the step's end too,
 * and does the step again: UniC of order 2 with B(h) = e^h - 1, of order 1 where there is none
 * before (Zhao et al. 2023, algorithm 1).
 *
 * @param fromX weight of x
 * @param data weight of x_0 in the predictor
 * @param before weight of x_0 of the step before, in the predictor
 * @param correctedEnd weight of x_0 at the step's end, in the corrector
 * @param correctedData weight of x_0 in the corrector
 * @param correctedBefore weight of x_0 of the step before, in the corrector
 */
record MultistepStep(
    double fromX,
    double data,
    double before,
    double correctedEnd,
    double correctedData,
    double correctedBefore) {

  /** The first step, which has none before it. */
  static MultistepStep first(Visited visited, int step) {
    ReverseStep whole = whole(visited, step);
    double half = whole.fromData() / 2;
    return new MultistepStep(whole.fromX(), whole.fromData(), 0, half, half, 0);
  }

  /** A step that has one before it. */
  static MultistepStep second(Visited visited, int step) {
    ReverseStep whole = whole(visited, step);
    double h = visited.logRatio(step + 1) - visited.logRatio(step);
    double ratio = (visited.logRatio(step) - visited.logRatio(step - 1)) / h;
    // phi_1 = (e^-h - 1) / -h, and the right sides of UniC's equations (their eq. 9 and appendix
    // E).
    double first = (phi(h) - 1) / Math.expm1(-h);
    double second = 2 * ((phi(h) - 1) / -h - 0.5) / Math.expm1(-h);
    double ofBefore = (second - first) / (-ratio - 1);
    double ofEnd = first - ofBefore;
    double difference = ofBefore / -ratio;
    double f = whole.fromData();
    return new MultistepStep(
        whole.fromX(),
        f * (1 + 1 / (2 * ratio)),
        -f / (2 * ratio),
        f * ofEnd,
        f * (1 - ofEnd - difference),
        f * difference);
  }

  private static double phi(double h) {
    return Math.expm1(-h) / -h;
  }

  private static ReverseStep whole(Visited visited, int step) {
    return ReverseStep.ddim(visited.alphaBar(step), visited.nextAlphaBar(step), 0);
  }
}
