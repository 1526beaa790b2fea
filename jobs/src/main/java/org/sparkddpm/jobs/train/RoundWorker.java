package org.sparkddpm.jobs.train;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * The part of dl4j-spark's worker interface that a worker which takes a whole shard for a whole
 * round has no use for: minibatches pushed from outside, other kinds of networks, statistics.
 */
abstract class RoundWorker implements TrainingWorker<WorkerResult> {

  private static final long serialVersionUID = 1L;

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException(
        "this worker trains a whole shard of a ComputationGraph's data for a whole round");
  }

  @Override
  public void addHook(TrainingHook hook) {
    throw unsupported();
  }

  @Override
  public void removeHook(TrainingHook hook) {
    throw unsupported();
  }

  @Override
  public MultiLayerNetwork getInitialModel() {
    throw unsupported();
  }

  @Override
  public ComputationGraph getInitialModelGraph() {
    throw unsupported();
  }

  @Override
  public WorkerResult processMinibatch(DataSet data, MultiLayerNetwork network, boolean last) {
    throw unsupported();
  }

  @Override
  public WorkerResult processMinibatch(DataSet data, ComputationGraph graph, boolean last) {
    throw unsupported();
  }

  @Override
  public WorkerResult processMinibatch(MultiDataSet data, ComputationGraph graph, boolean last) {
    throw unsupported();
  }

  @Override
  public Pair<WorkerResult, SparkTrainingStats> processMinibatchWithStats(
      DataSet data, MultiLayerNetwork network, boolean last) {
    throw unsupported();
  }

  @Override
  public Pair<WorkerResult, SparkTrainingStats> processMinibatchWithStats(
      DataSet data, ComputationGraph graph, boolean last) {
    throw unsupported();
  }

  @Override
  public Pair<WorkerResult, SparkTrainingStats> processMinibatchWithStats(
      MultiDataSet data, ComputationGraph graph, boolean last) {
    throw unsupported();
  }

  @Override
  public WorkerResult getFinalResult(MultiLayerNetwork network) {
    throw unsupported();
  }

  @Override
  public WorkerResult getFinalResult(ComputationGraph graph) {
    throw unsupported();
  }

  @Override
  public WorkerResult getFinalResultNoData() {
    throw unsupported();
  }

  @Override
  public Pair<WorkerResult, SparkTrainingStats> getFinalResultNoDataWithStats() {
    throw unsupported();
  }

  @Override
  public Pair<WorkerResult, SparkTrainingStats> getFinalResultWithStats(MultiLayerNetwork network) {
    throw unsupported();
  }

  @Override
  public Pair<WorkerResult, SparkTrainingStats> getFinalResultWithStats(ComputationGraph graph) {
    throw unsupported();
  }

  @Override
  public WorkerConfiguration getDataConfiguration() {
    throw unsupported();
  }

  @Override
  public long getInstanceId() {
    return 0;
  }
}
