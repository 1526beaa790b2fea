package org.sparkddpm.jobs.train;

import java.io.Serializable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.training.NoisedBatch;

/**
 * What stays the same for every worker in every round of a run.
 *
 * @param optimizer DL4J's optimiser configuration
 * @param gradientClip largest norm of a minibatch's gradient; 0 for no limit
 * @param batchSize images of a minibatch, at least 1
 * @param labelDropout share of the examples that lose their label
 * @param threads native threads of one task, at least 1
 */
record WorkerSetup(
    ModelConfig model,
    IUpdater optimizer,
    double gradientClip,
    int batchSize,
    double labelDropout,
    long seed,
    int threads)
    implements Serializable {

  NoisedBatch.Maker trainingBatches() {
    return new NoisedBatch.Maker(model, seed, false, labelDropout);
  }

  NoisedBatch.Maker validationBatches() {
    return new NoisedBatch.Maker(model, seed, true, 0);
  }
}
