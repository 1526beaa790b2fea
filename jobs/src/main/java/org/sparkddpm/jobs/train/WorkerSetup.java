package org.sparkddpm.jobs.train;

import java.io.Serializable;
import java.util.Set;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.jobs.compute.BatchMemory;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.training.Optimizer;
import org.sparkddpm.training.TrainingMemory;

/**
 * What stays the same for every worker in every round of a run.
 *
 * @param optimizer with its learning rate over the run
 * @param gradientClip largest norm of a minibatch's gradient; 0 for no limit
 * @param batchSize images of a minibatch, at least 1
 * @param labelDropout share of the examples that lose their label
 * @param threads native threads of one task, at least 1
 * @param engine what the workers compute by
 */
record WorkerSetup(
    ModelConfig model,
    Optimizer optimizer,
    double gradientClip,
    int batchSize,
    double labelDropout,
    long seed,
    int threads,
    RunEngine engine)
    implements Serializable {

  /**
   * What a worker takes of a device's memory.
   *
   * @param steps minibatches of a round
   * @param images of the shard
   */
  BatchMemory memory(int steps, int images) {
    return BatchMemory.onDevice(
        batchSize,
        false,
        batch ->
            TrainingMemory.bytes(
                model,
                optimizer,
                new TrainingMemory.Plans(Set.of(batch), steps, images),
                TrainingMemory.Plans.NONE));
  }

  /** The same for another model. */
  WorkerSetup training(ModelConfig other) {
    return new WorkerSetup(
        other, optimizer, gradientClip, batchSize, labelDropout, seed, threads, engine);
  }

  /** How training images are noised. */
  Noising trainingNoise() {
    return model.noising(seed, labelDropout, false);
  }

  /** How validation images are noised: always alike, and with their labels. */
  Noising validationNoise() {
    return model.noising(seed, 0, true);
  }
}
