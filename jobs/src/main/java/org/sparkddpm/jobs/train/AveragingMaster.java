package org.sparkddpm.jobs.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.sparkddpm.unet.FlatVector;

/**
 * Parameter averaging under SparkComputationGraph: one call of {@code fitMultiDataSet} is one
 * round. The weights and the optimiser's state are broadcast, every worker trains on its shard, and
 * the results are averaged, weighted by examples, in the order of the workers and in double
 * precision, so that a round gives the same bits whichever worker finishes first.
 *
 * <p>dl4j-spark's own ParameterAveragingTrainingMaster averages unweighted, scans the data set and
 * builds new networks in every round.
 */
class AveragingMaster extends GraphMaster {

  /** The most that the driver takes in of all results together; of more it takes in the mean. */
  private static final long COLLECTED_BYTES = 256L << 20;

  /** More would ask for more messages than they spare bytes: workers x blocks of them. */
  private static final int MAX_BLOCKS = 200;

  private final WorkerSetup setup;
  private final int slots;
  private NetworkState state;
  private float[] parameters;
  private RoundPlan plan;
  private RoundResult result;

  /**
   * Starts from the given weights.
   *
   * @param slots tasks that run at the same time, at least 1
   */
  AveragingMaster(WorkerSetup setup, int slots, float[] parameters, float[] optimizer) {
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

  /** Runs one round of {@code plan} through SparkComputationGraph. */
  RoundResult run(SparkComputationGraph graph, JavaRDD<MultiDataSet> shards, RoundPlan next) {
    plan = next;
    graph.fitMultiDataSet(shards);
    return result;
  }

  @Override
  public AveragingWorker getWorkerInstance(SparkComputationGraph graph) {
    return new AveragingWorker(setup, plan);
  }

  @Override
  public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> shards) {
    long began = System.nanoTime();
    JavaSparkContext spark = graph.getSparkContext();
    AveragingWorker worker = getWorkerInstance(graph);
    Map<String, Double> phases = new LinkedHashMap<>();
    Broadcast<NetworkState> start = spark.broadcast(state);
    long sent = System.nanoTime();
    Reduction reduced;
    try {
      reduced =
          reduce(counted(spark, shards.map(shard -> worker.train((Shard) shard, start::value))));
    } finally {
      start.destroy();
    }
    long back = System.nanoTime();
    checkLoss(reduced.reports());
    NetworkState mean = state.with(reduced.mean());
    // The last step of a round has no later loss that would show it.
    if (!mean.isFinite()) {
      throw new TrainingDivergedException("a weight is NaN or infinite", plan);
    }
    state = mean;
    parameters = state.parameters();
    FlatVector.write(state.parameterFloats(), graph.getNetwork().params());
    long end = System.nanoTime();
    phases.put("broadcast", (sent - began) / 1e6);
    phases.put("workers and average", (back - sent) / 1e6);
    phases.put("decode", (end - back) / 1e6);
    result =
        new RoundResult(
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

  private void checkLoss(List<WorkerReport> reports) {
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
