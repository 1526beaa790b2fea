package org.sparkddpm.jobs.train;

import java.util.function.Function;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.jobs.cluster.ExecutorPool;
import org.sparkddpm.jobs.compute.TaskDevice;
import org.sparkddpm.training.TrainingStep;

/** The networks of an executor: building one costs as much as many steps. */
final class ExecutorNetworks {

  private static final ExecutorPool<Place, TrainingStep> POOL = new ExecutorPool<>();

  /** Networks of a run on a device. */
  private record Place(WorkerSetup setup, TaskDevice device) {}

  private ExecutorNetworks() {}

  /**
   * Does a task's work with a network on its device, whose weights are whatever the last task left.
   */
  static <R> R lend(WorkerSetup setup, Function<TrainingStep, R> work) {
    return setup.engine().onDevice(device -> lend(new Place(setup, device), work));
  }

  private static <R> R lend(Place place, Function<TrainingStep, R> work) {
    return POOL.lend(
        place,
        () -> network(place),
        step -> {
          step.network().engine().bind(place.setup().threads());
          return work.apply(step);
        });
  }

  private static TrainingStep network(Place place) {
    WorkerSetup setup = place.setup();
    Engine engine = place.device().create(false);
    engine.bind(setup.threads());
    return new TrainingStep(setup.model(), setup.optimizer(), setup.gradientClip(), engine);
  }
}
