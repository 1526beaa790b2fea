package org.sparkddpm.jobs.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.sparkddpm.jobs.cluster.ExecutorPool;
import org.sparkddpm.training.NoisedBatch;
import org.sparkddpm.training.TrainingStep;
import org.sparkddpm.training.ValidationLoss;
import org.sparkddpm.unet.UNet;

/**
 * The loss of given weights on held-out images, computed on the executors. Every image has the same
 * noise and timestep at each validation, so that the values of a run can be compared.
 */
final class Validation {

  private static final int BATCH_SIZE = 50;

  /** Computes nothing, where no validation is wanted. */
  static final Validation NONE = new Validation(Optional.empty());

  private final Optional<Sharded> work;

  private record Sharded(WorkerSetup setup, JavaRDD<MultiDataSet> shards) {}

  private Validation(Optional<Sharded> work) {
    this.work = work;
  }

  static Validation on(WorkerSetup setup, JavaRDD<MultiDataSet> shards) {
    return new Validation(Optional.of(new Sharded(setup, shards)));
  }

  /** The mean squared error of the predicted noise; empty where no validation is wanted. */
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
          work.shards().map(shard -> sum(setup, (Shard) shard, weights.value())).collect();
      double total = 0;
      double images = 0;
      for (double[] one : sums) {
        total += one[0];
        images += one[1];
      }
      return total / images;
    } finally {
      weights.destroy();
    }
  }

  private static double[] sum(WorkerSetup setup, Shard shard, NetworkState weights) {
    int size = shard.images().size();
    try (ExecutorPool.Loan<TrainingStep> loan = ExecutorNetworks.borrow(setup)) {
      UNet network = loan.get().network();
      network.setParameters(weights.parameterFloats());
      NoisedBatch.Maker maker = setup.validationBatches();
      double sum = 0;
      for (int first = 0; first < size; first += BATCH_SIZE) {
        int count = Math.min(BATCH_SIZE, size - first);
        int[] positions = new int[count];
        long[] examples = new long[count];
        for (int i = 0; i < count; i++) {
          positions[i] = first + i;
          examples[i] = shard.example(first + i);
        }
        sum += ValidationLoss.sum(network, maker.make(shard.images(), positions, examples, 0));
      }
      return new double[] {sum, size};
    }
  }
}
