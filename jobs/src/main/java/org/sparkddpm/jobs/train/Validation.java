package org.sparkddpm.jobs.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkddpm.jobs.cluster.Release;
import org.sparkddpm.training.MinibatchPlan;
import org.sparkddpm.training.TrainingMemory;
import org.sparkddpm.training.TrainingStep;

/**
 * The loss of given weights on held-out images, computed on the executors. Every image has the same
 * noise and timestep at each validation, so that the values of a run can be compared.
 */
final class Validation {

  private static final int BATCH_SIZE = 50;

  private static final Validation NONE = new Validation(Optional.empty());

  private final Optional<Sharded> work;

  private record Sharded(WorkerSetup setup, JavaRDD<Shard> shards) {}

  private Validation(Optional<Sharded> work) {
    this.work = work;
  }

  /** What is computed at once on shards of these sizes. */
  static TrainingMemory.Plans plans(int largest, int smallest) {
    Set<Integer> minibatches = new TreeSet<>(MinibatchPlan.sizes(largest, BATCH_SIZE));
    minibatches.addAll(MinibatchPlan.sizes(smallest, BATCH_SIZE));
    return new TrainingMemory.Plans(minibatches, (largest + BATCH_SIZE - 1) / BATCH_SIZE, largest);
  }

  /**
   * Validates on some images.
   *
   * @param images empty where no validation is wanted
   */
  static Validation on(WorkerSetup setup, Optional<ShardedData> images) {
    return images
        .map(data -> new Validation(Optional.of(new Sharded(setup, data.shards()))))
        .orElse(NONE);
  }

  /** The mean squared error of what the network predicts; empty where no validation is wanted. */
  OptionalDouble loss(JavaSparkContext spark, float[] parameters) {
    return work.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(loss(spark, parameters, work.get()));
  }

  private static double loss(JavaSparkContext spark, float[] parameters, Sharded work) {
    WorkerSetup setup = work.setup();
    Broadcast<NetworkState> weights = spark.broadcast(new NetworkState(parameters, new float[0]));
    try {
      List<double[]> sums =
          work.shards().map(shard -> sum(setup, shard, weights.value())).collect();
      double total = 0;
      double images = 0;
      for (double[] one : sums) {
        total += one[0];
        images += one[1];
      }
      return total / images;
    } finally {
      Release.of(weights);
    }
  }

  private static double[] sum(WorkerSetup setup, Shard shard, NetworkState weights) {
    int size = shard.images().size();
    return setup
        .memory(0, size)
        .guard(() -> ExecutorNetworks.lend(setup, step -> sum(setup, shard, weights, size, step)));
  }

  private static double[] sum(
      WorkerSetup setup, Shard shard, NetworkState weights, int size, TrainingStep step) {
    step.network().setParameters(weights.parameterFloats());
    int[] positions = IntStream.range(0, size).toArray();
    long[] examples = IntStream.range(0, size).mapToLong(shard::example).toArray();
    double sum =
        step.lossSum(
            shard.images(),
            setup.validationNoise(),
            MinibatchPlan.once(0, BATCH_SIZE, positions, examples));
    return new double[] {sum, size};
  }
}
