package org.sparkddpm.bench.rounds;

import java.util.Arrays;
import java.util.Collections;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * What a round of dl4j-spark's own master costs: Adam's state averaged too, one minibatch of one
 * example for each worker, on a dense network with about as many parameters as preset {@code
 * small}, whose step takes a few milliseconds. {@code scripts/bench-rounds --dl4j} runs it.
 */
public final class Dl4jRoundCost {

  private static final int WIDTH = 1590;
  private static final int WARM_UP = 8;

  private Dl4jRoundCost() {}

  /**
   * Runs.
   *
   * @param arguments number of workers, rounds
   */
  public static void main(String[] arguments) {
    int workers = Integer.parseInt(arguments[0]);
    double[] milliseconds = new double[Integer.parseInt(arguments[1])];
    try (SparkSession session = RoundCost.session(workers)) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      SparkComputationGraph graph = new SparkComputationGraph(spark, network(), master(workers));
      INDArray one = Nd4j.ones(1, 1);
      JavaRDD<org.nd4j.linalg.dataset.api.MultiDataSet> data =
          spark.<org.nd4j.linalg.dataset.api.MultiDataSet>parallelize(
              Collections.nCopies(workers, new MultiDataSet(one, one)), workers);
      for (int round = -WARM_UP; round < milliseconds.length; round++) {
        long began = System.nanoTime();
        graph.fitMultiDataSet(data);
        if (round >= 0) {
          milliseconds[round] = (System.nanoTime() - began) / 1e6;
        }
      }
      Arrays.sort(milliseconds);
      System.out.printf(
          "dl4j-spark's master, %d parameters, %d workers: best %.0f ms, median %.0f ms%n",
          graph.getNetwork().numParams(),
          workers,
          milliseconds[0],
          milliseconds[milliseconds.length / 2]);
    }
  }

  private static ComputationGraphConfiguration network() {
    return new NeuralNetConfiguration.Builder()
        .updater(new Adam(1e-4))
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs("in")
        .addLayer("wide", new DenseLayer.Builder().nIn(1).nOut(WIDTH).build(), "in")
        .addLayer("square", new DenseLayer.Builder().nIn(WIDTH).nOut(WIDTH).build(), "wide")
        .addLayer(
            "out",
            new OutputLayer.Builder(LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .nIn(WIDTH)
                .nOut(1)
                .build(),
            "square")
        .setOutputs("out")
        .build();
  }

  private static ParameterAveragingTrainingMaster master(int workers) {
    return new ParameterAveragingTrainingMaster.Builder(workers, 1)
        .batchSizePerWorker(1)
        .averagingFrequency(1)
        .saveUpdater(true)
        .workerPrefetchNumBatches(0)
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        .build();
  }
}
