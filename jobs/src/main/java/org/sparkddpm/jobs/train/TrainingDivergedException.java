package org.sparkddpm.jobs.train;

/** The loss or a weight is no longer a finite number: the run cannot go on from here. */
public final class TrainingDivergedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  TrainingDivergedException(String what, RoundPlan plan) {
    super(
        what
            + " in round "
            + (plan.round() + 1)
            + ", after "
            + plan.imagesBefore()
            + " images; nothing of this round was kept and the last checkpoint stays. Lower"
            + " --learning-rate or set --gradient-clip 1, and run the same command again");
  }
}
