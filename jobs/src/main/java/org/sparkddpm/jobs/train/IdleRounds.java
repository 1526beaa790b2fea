package org.sparkddpm.jobs.train;

import java.util.Collections;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.data.DistributedImages;
import org.sparkddpm.network.InitialParameters;
import org.sparkddpm.training.LearningRate;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.training.Optimizer;
import org.sparkddpm.training.TrainingStep;

/**
 * Rounds of the training whose workers compute nothing: weights and optimiser state go to the
 * executors, into their networks and back into an average as ever, without a minibatch between. For
 * measuring what a round costs by itself.
 */
public final class IdleRounds {

  private static final Optimizer ADAM =
      new Optimizer.Adam(LearningRate.constant(1e-4), new AdamDecays(0.9, 0.99, 1e-8));
  private static final int BATCH_SIZE = 64;
  private static final double NANOS_PER_MILLISECOND = 1e6;

  private final JavaSparkContext spark;
  private final Dl4jRounds dl4j;
  private final IdleAveraging averaging;
  private final JavaRDD<Shard> shards;

  /**
   * What one round cost.
   *
   * @param seconds of the whole round on the driver's clock
   * @param phases the driver's milliseconds by what it did, in order: "broadcast", "workers and
   *     average", "decode"
   * @param fetch milliseconds until the slowest worker had the weights
   * @param load milliseconds of the slowest worker to put them into its network
   * @param save milliseconds of the slowest worker to take the result out of it
   * @param bytesDown of weights and optimiser state that the executors fetched
   * @param bytesUp of the same that travelled back
   * @param resident physical memory of the largest executor, in bytes
   */
  public record Cost(
      double seconds,
      Map<String, Double> phases,
      double fetch,
      double load,
      double save,
      long bytesDown,
      long bytesUp,
      long resident) {

    private static Cost of(RoundResult round) {
      return new Cost(
          round.seconds(),
          round.phases(),
          slowest(round, WorkerReport.Times::fetch),
          slowest(round, WorkerReport.Times::load),
          slowest(round, WorkerReport.Times::save),
          round.bytesDown(),
          round.bytesUp(),
          round.memory().resident());
    }

    private static double slowest(RoundResult round, ToLongFunction<WorkerReport.Times> part) {
      return round.reports().stream()
              .mapToLong(report -> part.applyAsLong(report.times()))
              .max()
              .orElse(0)
          / NANOS_PER_MILLISECOND;
    }
  }

  /**
   * Prepares rounds of new weights and an Adam that has not begun.
   *
   * @param images shared out to the workers; nothing is trained on them
   * @param workers shards, each on a slot of its own
   * @throws IllegalArgumentException if there are more workers than images
   */
  public IdleRounds(
      JavaSparkContext spark, ModelConfig model, DistributedImages images, int workers) {
    this.spark = spark;
    this.dl4j = new Dl4jRounds(spark, model.unet());
    this.averaging =
        new IdleAveraging(
            new WorkerSetup(model, ADAM, 1, BATCH_SIZE, 0.1, 1, 1, RunEngine.cpu()),
            workers,
            InitialParameters.of(model.unet(), 1));
    this.shards = ShardedData.of(spark, images, workers, "shards").shards();
  }

  /** One round whose results the driver collects and averages. */
  public Cost collected() {
    return run(false);
  }

  /** One round whose results are averaged by a task for each block of them. */
  public Cost byBlocks() {
    return run(true);
  }

  private Cost run(boolean blocks) {
    averaging.blocks = blocks;
    return Cost.of(dl4j.run(shards, data -> averaging.run(spark, data, averaging.plan)));
  }

  /** A worker that takes weights in and gives them back. */
  private static final class IdleWorker extends RoundWorker {
    private static final long serialVersionUID = 1L;

    IdleWorker(WorkerSetup setup, RoundPlan plan) {
      super(setup, plan);
    }

    @Override
    double minibatches(Shard shard, TrainingStep step, int examples) {
      return 0;
    }
  }

  /** Averaging of idle workers that reduces in the way it is told. */
  private static final class IdleAveraging extends ParameterAveraging {
    private final WorkerSetup setup;
    private final RoundPlan plan;
    private final int workers;
    private boolean blocks;

    IdleAveraging(WorkerSetup setup, int workers, float[] start) {
      super(setup, workers, start, new float[2 * start.length]);
      this.setup = setup;
      this.workers = workers;
      this.plan = new RoundPlan(0, 0, 0, Collections.nCopies(workers, setup.batchSize()));
    }

    @Override
    RoundWorker worker(RoundPlan round) {
      return new IdleWorker(setup, round);
    }

    @Override
    Reduction reduce(JavaRDD<WorkerResult> results) {
      return blocks ? Reduction.byBlocks(results, workers) : Reduction.onDriver(results);
    }
  }
}
