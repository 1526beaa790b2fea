package org.sparkddpm.training;

import java.io.Serializable;

/** A learning rate over the steps of a run; equal ones are equal by equals. */
public interface LearningRate extends Serializable {

  /** The same rate, above 0, at every step. */
  static LearningRate constant(double rate) {
    return new WarmupCosine(rate, rate, 0, 1);
  }

  /**
   * The rate of a step.
   *
   * @param step from 0 on
   */
  double at(long step);
}
