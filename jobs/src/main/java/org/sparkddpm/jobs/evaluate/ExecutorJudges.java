package org.sparkddpm.jobs.evaluate;

import org.sparkddpm.jobs.cluster.ExecutorPool;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.measures.SquaredDistances;
import org.sparkddpm.judge.Judge;
import org.sparkddpm.judge.JudgeConfig;

/** The judges and matrices of an executor, each on an engine of its own. */
final class ExecutorJudges {

  private static final ExecutorPool<JudgePlace, Judge> JUDGES = new ExecutorPool<>();
  private static final ExecutorPool<DistancePlace, SquaredDistances> DISTANCES =
      new ExecutorPool<>();

  /** Judges of the same weights on a device. */
  private record JudgePlace(JudgeConfig config, String weights, RunEngine engine, int device) {}

  private record DistancePlace(int dimensions, RunEngine engine, int device) {}

  private ExecutorJudges() {}

  /**
   * A judge on the task's device.
   *
   * @param id tells its weights from others
   */
  static ExecutorPool.Loan<Judge> judge(
      JudgeConfig config, String id, float[] weights, ComputeSetup setup) {
    int device = setup.engine().device();
    ExecutorPool.Loan<Judge> loan =
        JUDGES.borrow(
            new JudgePlace(config, id, setup.engine(), device),
            () -> new Judge(config, weights, setup.engine().create(true, device)));
    loan.get().engine().bind(setup.threads());
    return loan;
  }

  /** Room for distances between rows of so many numbers, on the task's device. */
  static ExecutorPool.Loan<SquaredDistances> distances(int dimensions, ComputeSetup setup) {
    int device = setup.engine().device();
    ExecutorPool.Loan<SquaredDistances> loan =
        DISTANCES.borrow(
            new DistancePlace(dimensions, setup.engine(), device),
            () -> new SquaredDistances(setup.engine().create(false, device), dimensions));
    loan.get().engine().bind(setup.threads());
    return loan;
  }
}
