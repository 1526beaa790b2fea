package org.sparkddpm.jobs.train;

import org.sparkddpm.training.NoisedBatch;
import org.sparkddpm.training.TrainingStep;

/** Trains one shard for one round, on the executor that holds it. */
final class AveragingWorker extends RoundWorker {

  private static final long serialVersionUID = 1L;

  private final WorkerSetup setup;
  private final RoundPlan plan;

  AveragingWorker(WorkerSetup setup, RoundPlan plan) {
    this.setup = setup;
    this.plan = plan;
  }

  /**
   * Runs the shard's minibatches of the round from the given weights. The random numbers depend on
   * (seed, round, example) alone, so a task that is run again gives the same result.
   */
  WorkerResult train(Shard shard, NetworkState start) {
    int examples = plan.examples().get(shard.index());
    if (examples == 0) {
      return new WorkerResult(start, 0, 0, 0);
    }
    try (ExecutorNetworks.Loan loan = ExecutorNetworks.borrow(setup)) {
      TrainingStep step = loan.step();
      step.network().setParameters(start.parameters());
      step.setOptimizerState(start.optimizer());
      long began = System.nanoTime();
      double lossSum = minibatches(shard, step, examples);
      long computeNanos = System.nanoTime() - began;
      NetworkState end = new NetworkState(step.network().parameters(), step.optimizerState());
      return new WorkerResult(end, examples, lossSum, computeNanos);
    }
  }

  private double minibatches(Shard shard, TrainingStep step, int examples) {
    NoisedBatch.Maker maker = setup.trainingBatches();
    ShuffledStream stream = new ShuffledStream(setup.seed(), shard.index(), shard.images().size());
    double lossSum = 0;
    long iteration = plan.iterationsBefore();
    for (int done = 0; done < examples; iteration++) {
      int count = Math.min(setup.batchSize(), examples - done);
      int[] positions = stream.next(plan.streamPosition() + done, count);
      long[] numbers = new long[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = shard.example(positions[i]);
      }
      NoisedBatch batch = maker.make(shard.images(), positions, numbers, plan.round());
      double loss = step.run(batch, iteration);
      lossSum += loss * count;
      if (!Double.isFinite(loss)) {
        break;
      }
      done += count;
    }
    return lossSum;
  }
}
