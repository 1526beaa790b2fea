package org.sparkddpm.jobs.train;

/** The loss is no longer a finite number: the run cannot go on from here. */
public final class TrainingDivergedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  TrainingDivergedException(int round, long imagesSeen, double loss) {
    super(
        "the training loss is "
            + loss
            + " in round "
            + (round + 1)
            + ", after "
            + imagesSeen
            + " images; nothing of this round was kept and the last checkpoint stays. Lower"
            + " --learning-rate or set --gradient-clip 1, and run the same command again");
  }
}
