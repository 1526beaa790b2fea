package org.sparkddpm.jobs.train;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.sparkddpm.unet.UNetConfig;
import org.sparkddpm.unet.UNetGraph;

/**
 * Rounds under dl4j-spark: a SparkComputationGraph of the network's definition hands each call of
 * {@code fitMultiDataSet} to its TrainingMaster, and that is one round. The only class that knows
 * dl4j-spark; what a round does is {@link ParameterAveraging}'s affair, since dl4j-spark's own
 * ParameterAveragingTrainingMaster averages unweighted, scans the data set and builds new networks
 * in every round.
 */
final class Dl4jRounds {

  private static final String ROUND = "executeTrainingMDS";

  private final SparkComputationGraph graph;
  private Consumer<JavaRDD<MultiDataSet>> round;

  Dl4jRounds(JavaSparkContext spark, UNetConfig network) {
    // Most of a TrainingMaster's methods are for other networks, other data and its own statistics.
    TrainingMaster<?, ?> master =
        (TrainingMaster<?, ?>)
            Proxy.newProxyInstance(
                TrainingMaster.class.getClassLoader(),
                new Class<?>[] {TrainingMaster.class},
                (InvocationHandler) this::call);
    this.graph =
        new SparkComputationGraph(spark, new ComputationGraph(UNetGraph.of(network)), master);
  }

  /**
   * Runs one round: what it does gets the shards as they passed through the graph. What it throws
   * comes out as it is, Spark's checked exceptions too, which the graph's methods do not declare.
   */
  @SuppressWarnings("unchecked")
  <T> T run(JavaRDD<Shard> shards, Function<JavaRDD<Shard>, T> work) {
    AtomicReference<T> result = new AtomicReference<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    // The type of an RDD's elements is not known at run time, and the graph looks at none of them.
    round =
        data -> {
          try {
            result.set(work.apply((JavaRDD<Shard>) (JavaRDD<?>) data));
          } catch (Throwable thrown) {
            failure.set(thrown);
          }
        };
    graph.fitMultiDataSet((JavaRDD<MultiDataSet>) (JavaRDD<?>) shards);
    return failure.get() == null ? result.get() : ExceptionUtils.rethrow(failure.get());
  }

  @SuppressWarnings("unchecked")
  private Object call(Object proxy, Method method, Object[] arguments) {
    if (method.getName().equals(ROUND)) {
      round.accept((JavaRDD<MultiDataSet>) arguments[1]);
      return null;
    }
    if (method.getDeclaringClass() == Object.class && method.getName().equals("toString")) {
      return getClass().getSimpleName();
    }
    throw new UnsupportedOperationException(
        "this master trains a ComputationGraph on MultiDataSets alone, it has no "
            + method.getName());
  }
}
