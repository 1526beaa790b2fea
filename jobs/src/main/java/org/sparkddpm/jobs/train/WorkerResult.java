package org.sparkddpm.jobs.train;

import java.io.Serializable;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/**
 * What a worker brings home from a round.
 *
 * @param state its weights and optimiser state
 * @param examples it trained on: its weight in the average
 * @param lossSum sum over the examples of their loss; not finite where training diverged
 * @param computeNanos time it spent on its minibatches
 */
record WorkerResult(NetworkState state, int examples, double lossSum, long computeNanos)
    implements TrainingResult, Serializable {

  @Override
  public void setStats(SparkTrainingStats stats) {
    throw new UnsupportedOperationException("dl4j-spark's own statistics are not collected");
  }
}
