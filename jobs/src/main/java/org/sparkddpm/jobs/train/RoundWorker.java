package org.sparkddpm.jobs.train;

import java.io.Serializable;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.sparkddpm.training.MinibatchPlan;
import org.sparkddpm.training.TrainingStep;

/** Trains one shard for one round, on the executor that holds it. */
class RoundWorker implements Serializable {

  private static final long serialVersionUID = 1L;

  private final WorkerSetup setup;
  private final RoundPlan plan;

  RoundWorker(WorkerSetup setup, RoundPlan plan) {
    this.setup = setup;
    this.plan = plan;
  }

  /**
   * Runs the shard's minibatches of the round from the given weights. The random numbers depend on
   * (seed, round, example, epoch of the round) alone, so a task that is run again gives the same
   * result.
   */
  WorkerResult train(Shard shard, Supplier<NetworkState> start) {
    int examples = plan.examples().get(shard.index());
    if (examples == 0) {
      return new WorkerResult(NetworkState.NONE, report(shard, 0, 0, WorkerReport.Times.NONE));
    }
    int steps = (examples + setup.batchSize() - 1) / setup.batchSize();
    return setup
        .memory(steps, shard.images().size())
        .guard(() -> ExecutorNetworks.lend(setup, step -> train(shard, start, examples, step)));
  }

  private WorkerResult train(
      Shard shard, Supplier<NetworkState> start, int examples, TrainingStep step) {
    long began = System.nanoTime();
    NetworkState from = start.get();
    long fetched = System.nanoTime();
    from.copyTo(step);
    long loaded = System.nanoTime();
    double lossSum = minibatches(shard, step, examples);
    long computed = System.nanoTime();
    NetworkState end = NetworkState.of(step);
    WorkerReport.Times times =
        new WorkerReport.Times(
            fetched - began, loaded - fetched, computed - loaded, System.nanoTime() - computed);
    return new WorkerResult(end, report(shard, examples, lossSum, times));
  }

  private static WorkerReport report(
      Shard shard, int examples, double lossSum, WorkerReport.Times times) {
    return new WorkerReport(
        shard.index(), examples, lossSum, times, SparkEnv.get().executorId(), MemoryUse.now());
  }

  /**
   * Trains.
   *
   * @return the sum over the examples of their loss; not finite where training diverged
   */
  double minibatches(Shard shard, TrainingStep step, int examples) {
    MinibatchPlan minibatches = minibatchPlan(shard, examples);
    float[] losses =
        step.run(
            shard.images(),
            setup.trainingNoise(),
            minibatches,
            plan.iterationsBefore(),
            plan.scheduleBefore(setup.batchSize()));
    double sum = 0;
    for (int i = 0; i < losses.length; i++) {
      sum += (double) losses[i] * minibatches.size(i);
    }
    return sum;
  }

  private MinibatchPlan minibatchPlan(Shard shard, int examples) {
    ShuffledStream stream = shard.shuffled(setup.seed());
    long first = plan.streamPosition();
    int[] positions = stream.next(first, examples);
    long[] numbers = new long[examples];
    int[] epochs = new int[examples];
    for (int i = 0; i < examples; i++) {
      numbers[i] = shard.example(positions[i]);
      epochs[i] = stream.epochsBetween(first, first + i);
    }
    return new MinibatchPlan(plan.round(), setup.batchSize(), positions, numbers, epochs);
  }
}
