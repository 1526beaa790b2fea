package org.sparkddpm.jobs.train;

import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.jobs.cluster.ExecutorPool;
import org.sparkddpm.training.TrainingStep;

/** The networks of an executor: building one costs as much as many steps. */
final class ExecutorNetworks {

  private static final ExecutorPool<WorkerSetup, TrainingStep> POOL = new ExecutorPool<>();

  private ExecutorNetworks() {}

  /** A network whose weights are whatever the last task left. */
  static ExecutorPool.Loan<TrainingStep> borrow(WorkerSetup setup) {
    ExecutorPool.Loan<TrainingStep> loan = POOL.borrow(setup, () -> network(setup));
    loan.get().network().engine().bind(setup.threads());
    return loan;
  }

  private static TrainingStep network(WorkerSetup setup) {
    Engine engine = Engines.fastest();
    engine.bind(setup.threads());
    return new TrainingStep(setup.model(), setup.optimizer(), setup.gradientClip(), engine);
  }
}
