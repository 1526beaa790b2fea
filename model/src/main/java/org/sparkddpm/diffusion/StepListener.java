package org.sparkddpm.diffusion;

import java.util.function.Supplier;

/** Hears of every step of a generation, to record frames or to report progress. */
@FunctionalInterface
public interface StepListener {

  /** Hears nothing. */
  StepListener NONE = (step, images) -> {};

  /**
   * Called after each step.
   *
   * @param step the step just done, 0..steps-1; 0 is the noisiest
   * @param images copies the images as they now are, one after another, from the engine's memory;
   *     to be asked during this call alone, and only where they are needed: it waits for the step
   */
  void afterStep(int step, Supplier<float[]> images);
}
