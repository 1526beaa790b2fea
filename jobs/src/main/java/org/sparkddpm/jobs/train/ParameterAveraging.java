package org.sparkddpm.jobs.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.sparkddpm.jobs.cluster.Release;

/**
 * Parameter averaging, one call a round. The weights and the optimiser's state are broadcast, every
 * worker trains on its shard, and the results are averaged, weighted by examples, in the order of
 * the workers and in double precision, so that a round gives the same bits whichever worker
 * finishes first.
 */
class ParameterAveraging {

  /** The most that the driver takes in of all results together; of more it takes in the mean. */
  private static final long COLLECTED_BYTES = 256L << 20;

  /** More would ask for more messages than they spare bytes: workers x blocks of them. */
  private static final int MAX_BLOCKS = 200;

  private final WorkerSetup setup;
  private final int slots;
  private NetworkState state;
  private float[] parameters;

  /**
   * Starts from the given weights.
   *
   * @param slots tasks that run at the same time, at least 1
   */
  ParameterAveraging(WorkerSetup setup, int slots, float[] parameters, float[] optimizer) {
    this.setup = setup;
    this.slots = slots;
    this.parameters = parameters;
    this.state = new NetworkState(parameters, optimizer);
  }

  float[] parameters() {
    return parameters;
  }

  float[] optimizer() {
    return state.optimizer();
  }

  /** What trains a shard in a round. */
  RoundWorker worker(RoundPlan plan) {
    return new RoundWorker(setup, plan);
  }

  /**
   * Runs one round.
   *
   * @param shards one for each of the plan's workers
   * @throws TrainingDivergedException if the loss or a weight is not finite; nothing of the round
   *     is kept
   */
  RoundResult run(JavaSparkContext spark, JavaRDD<Shard> shards, RoundPlan plan) {
    long began = System.nanoTime();
    RoundWorker worker = worker(plan);
    Map<String, Double> phases = new LinkedHashMap<>();
    Broadcast<NetworkState> start = spark.broadcast(state);
    long sent = System.nanoTime();
    Reduction reduced;
    try {
      reduced = reduce(counted(spark, shards.map(shard -> worker.train(shard, start::value))));
    } finally {
      Release.of(start);
    }
    long back = System.nanoTime();
    checkLoss(reduced.reports(), plan);
    NetworkState mean = state.with(reduced.mean());
    // The last step of a round has no later loss that would show it.
    if (!mean.isFinite()) {
      throw new TrainingDivergedException("a weight is NaN or infinite", plan);
    }
    state = mean;
    parameters = state.parameters();
    long end = System.nanoTime();
    phases.put("broadcast", (sent - began) / 1e6);
    phases.put("workers and average", (back - sent) / 1e6);
    phases.put("decode", (end - back) / 1e6);
    return new RoundResult(
        (end - began) / 1e9,
        slots,
        bytesDown(reduced.reports()),
        reduced.bytes(),
        phases,
        reduced.reports());
  }

  /** Shows the round's images and loss, and each task's, on Spark's page of the stage. */
  private static JavaRDD<WorkerResult> counted(
      JavaSparkContext spark, JavaRDD<WorkerResult> results) {
    LongAccumulator images = spark.sc().longAccumulator("images trained");
    MeanLoss loss = new MeanLoss();
    spark.sc().register(loss, "loss");
    return results.map(
        result -> {
          images.add(result.report().examples());
          loss.add(result.report());
          return result;
        });
  }

  /** The way of averaging; both give the same. */
  Reduction reduce(JavaRDD<WorkerResult> results) {
    int workers = results.getNumPartitions();
    return workers == 1 || (long) workers * state.size() <= COLLECTED_BYTES
        ? Reduction.onDriver(results)
        : Reduction.byBlocks(results, Math.min(Math.min(workers, slots), MAX_BLOCKS));
  }

  private static void checkLoss(List<WorkerReport> reports, RoundPlan plan) {
    double examples = reports.stream().mapToInt(WorkerReport::examples).sum();
    double loss = reports.stream().mapToDouble(WorkerReport::lossSum).sum() / examples;
    if (!Double.isFinite(loss)) {
      throw new TrainingDivergedException("the training loss is " + loss, plan);
    }
  }

  /** Every executor fetches once, and the driver's own process not at all. */
  private long bytesDown(List<WorkerReport> reports) {
    String driver = SparkEnv.get().executorId();
    return state.size()
        * reports.stream()
            .map(WorkerReport::executor)
            .filter(executor -> !executor.equals(driver))
            .distinct()
            .count();
  }
}
