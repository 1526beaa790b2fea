package org.sparkddpm.jobs.train;

import java.io.Serializable;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/**
 * What a worker brings home from a round.
 *
 * @param state its weights and optimiser state; nothing where it had no examples
 */
record WorkerResult(NetworkState state, WorkerReport report)
    implements TrainingResult, Serializable {

  @Override
  public void setStats(SparkTrainingStats stats) {
    throw new UnsupportedOperationException("dl4j-spark's own statistics are not collected");
  }
}
