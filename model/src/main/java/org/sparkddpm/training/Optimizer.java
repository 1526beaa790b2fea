package org.sparkddpm.training;

import java.io.Serializable;
import org.sparkddpm.engine.AdamDecays;

/** How gradients change parameters. */
public sealed interface Optimizer extends Serializable {

  /**
   * Adam (Kingma and Ba 2015).
   *
   * @param rate at each step of the schedule
   */
  record Adam(LearningRate rate, AdamDecays decays) implements Optimizer {
    @Override
    public int stateLength(int parameters) {
      return Math.multiplyExact(2, parameters);
    }

    @Override
    public double stepRate(long iteration, long scheduled) {
      return decays.correctedRate(rate.at(scheduled), iteration);
    }
  }

  /** Plain stochastic gradient descent. */
  record Sgd(LearningRate rate) implements Optimizer {
    @Override
    public int stateLength(int parameters) {
      return 0;
    }

    @Override
    public double stepRate(long iteration, long scheduled) {
      return rate.at(scheduled);
    }
  }

  /** The learning rate at each step of the schedule. */
  LearningRate rate();

  /** Numbers of state that it keeps for so many parameters. */
  int stateLength(int parameters);

  /**
   * The number by which a step is scaled: the learning rate, with Adam's bias corrections in it.
   *
   * @param iteration steps before this one in the run, for the bias corrections
   * @param scheduled where the learning rate's schedule stands, in steps
   */
  double stepRate(long iteration, long scheduled);
}
