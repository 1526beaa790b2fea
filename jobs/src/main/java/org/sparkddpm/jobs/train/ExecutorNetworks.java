package org.sparkddpm.jobs.train;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.sparkddpm.jobs.cluster.TaskGpu;
import org.sparkddpm.kernels.ComputeThreads;
import org.sparkddpm.training.TrainingStep;

/**
 * The networks of an executor, kept for its lifetime: building one costs as much as many steps. A
 * task borrows one and gives it back, so there are never more than tasks at a time.
 */
final class ExecutorNetworks {

  private static final Map<Place, Queue<TrainingStep>> IDLE = new ConcurrentHashMap<>();

  /** Whose networks, on which GPU: their arrays stay where they were made. */
  private record Place(WorkerSetup setup, int device) {}

  private ExecutorNetworks() {}

  /** A network lent to one task until closed. Its weights are whatever the last task left. */
  static final class Loan implements AutoCloseable {
    private final Queue<TrainingStep> home;
    private final TrainingStep step;

    private Loan(Queue<TrainingStep> home, TrainingStep step) {
      this.home = home;
      this.step = step;
    }

    TrainingStep step() {
      return step;
    }

    @Override
    public void close() {
      home.add(step);
    }
  }

  static Loan borrow(WorkerSetup setup) {
    Place place = new Place(setup, TaskGpu.pin());
    ComputeThreads.use(setup.threads());
    Queue<TrainingStep> home = IDLE.computeIfAbsent(place, key -> new ConcurrentLinkedQueue<>());
    TrainingStep idle = home.poll();
    return new Loan(
        home,
        idle != null
            ? idle
            : new TrainingStep(setup.model().unet(), setup.optimizer(), setup.gradientClip()));
  }
}
