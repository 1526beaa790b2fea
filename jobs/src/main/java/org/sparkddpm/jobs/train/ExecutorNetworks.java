package org.sparkddpm.jobs.train;

import org.sparkddpm.engine.Engine;
import org.sparkddpm.jobs.cluster.ExecutorPool;
import org.sparkddpm.training.TrainingStep;

/** The networks of an executor: building one costs as much as many steps. */
final class ExecutorNetworks {

  private static final ExecutorPool<Place, TrainingStep> POOL = new ExecutorPool<>();

  /** Networks of a run on a device. */
  private record Place(WorkerSetup setup, int device) {}

  private ExecutorNetworks() {}

  /** A network on the task's device whose weights are whatever the last task left. */
  static ExecutorPool.Loan<TrainingStep> borrow(WorkerSetup setup) {
    Place place = new Place(setup, setup.engine().device());
    ExecutorPool.Loan<TrainingStep> loan = POOL.borrow(place, () -> network(place));
    loan.get().network().engine().bind(setup.threads());
    return loan;
  }

  private static TrainingStep network(Place place) {
    WorkerSetup setup = place.setup();
    Engine engine = setup.engine().create(false, place.device());
    engine.bind(setup.threads());
    return new TrainingStep(setup.model(), setup.optimizer(), setup.gradientClip(), engine);
  }
}
