package org.sparkddpm.jobs.train;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Parameter averaging under SparkComputationGraph: one call of {@code fitMultiDataSet} is one
 * round. The weights and the optimiser's state are broadcast, every worker trains on its shard, and
 * the results are averaged, weighted by examples, in the order of the workers and in double
 * precision, so that a round gives the same bits whichever worker finishes first.
 *
 * <p>dl4j-spark's own ParameterAveragingTrainingMaster averages unweighted, scans the data set and
 * builds new networks in every round.
 */
final class AveragingMaster extends GraphMaster {

  private final WorkerSetup setup;
  private final int slots;
  private float[] parameters;
  private float[] optimizer;
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
    this.optimizer = optimizer;
  }

  float[] parameters() {
    return parameters;
  }

  float[] optimizer() {
    return optimizer;
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
    Broadcast<NetworkState> start = spark.broadcast(new NetworkState(parameters, optimizer));
    List<WorkerResult> results;
    try {
      results = shards.map(shard -> worker.train((Shard) shard, start.value())).collect();
    } finally {
      start.destroy();
    }
    average(results);
    graph.getNetwork().params().assign(Nd4j.createFromArray(parameters));
    result = summary(results, (System.nanoTime() - began) / 1e9);
  }

  private void average(List<WorkerResult> results) {
    double examples = results.stream().mapToInt(WorkerResult::examples).sum();
    double loss = results.stream().mapToDouble(WorkerResult::lossSum).sum() / examples;
    if (!Double.isFinite(loss)) {
      throw new TrainingDivergedException(plan.round(), plan.imagesBefore(), loss);
    }
    double[] parameterSum = new double[parameters.length];
    double[] optimizerSum = new double[optimizer.length];
    for (WorkerResult one : results) {
      if (one.examples() > 0) {
        one.state().addParametersTo(parameterSum, one.examples() / examples);
        one.state().addOptimizerTo(optimizerSum, one.examples() / examples);
      }
    }
    parameters = floats(parameterSum);
    optimizer = floats(optimizerSum);
  }

  private RoundResult summary(List<WorkerResult> results, double seconds) {
    long images = results.stream().mapToLong(WorkerResult::examples).sum();
    double loss = results.stream().mapToDouble(WorkerResult::lossSum).sum() / images;
    double computed = results.stream().mapToLong(WorkerResult::computeNanos).sum() / 1e9;
    double available = seconds * Math.min(slots, results.size());
    long bytes = results.stream().mapToLong(one -> 2 * one.state().size()).sum();
    return new RoundResult(images, loss, seconds, Math.max(0, 1 - computed / available), bytes);
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
