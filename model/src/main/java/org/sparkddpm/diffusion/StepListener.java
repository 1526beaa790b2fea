package org.sparkddpm.diffusion;

/** Hears of every step of a generation, to record frames or to report progress. */
@FunctionalInterface
public interface StepListener {

  /** Hears nothing. */
  StepListener NONE = (step, x) -> {};

  /**
   * Called after each step.
   *
   * @param step the step just done, 0..steps-1; 0 is the noisiest
   * @param x the images as they now are, one after another: the generation's own buffer, not to be
   *     changed, and to be copied if kept
   */
  void afterStep(int step, float[] x);
}
