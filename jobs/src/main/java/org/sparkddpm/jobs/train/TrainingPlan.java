package org.sparkddpm.jobs.train;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.jobs.cluster.TaskSlots;
import org.sparkddpm.jobs.compute.BatchMemory;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.data.DistributedImages;
import org.sparkddpm.jobs.options.Origin;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.training.MinibatchPlan;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.training.Optimizer;
import org.sparkddpm.training.TrainingMemory;
import org.sparkddpm.training.WarmupCosine;

/**
 * What the settings come to on this data and this cluster.
 *
 * @param workers shards that are trained side by side and averaged
 * @param slots tasks that run at the same time
 */
record TrainingPlan(
    Settings settings, ModelConfig model, WorkerSetup setup, int workers, int slots) {

  private static final AdamDecays ADAM = new AdamDecays(0.9, 0.99, 1e-8);

  static TrainingPlan of(
      SparkContext spark, Settings settings, DataSplits data, int slots, RunEngine engine) {
    ModelConfig model = ChosenModel.of(settings, data.train().shape(), data.train().classes());
    int taskCpus = TaskSlots.cpusOfTask(spark.getConf());
    int workers =
        settings.get(TrainOptions.WORKERS) == 0 ? slots : settings.get(TrainOptions.WORKERS);
    long perStep = (long) workers * settings.get(TrainOptions.BATCH_SIZE);
    WarmupCosine rate =
        new WarmupCosine(
            settings.get(TrainOptions.LEARNING_RATE),
            settings.get(TrainOptions.FINAL_LEARNING_RATE),
            settings.get(TrainOptions.WARMUP_IMAGES) / perStep,
            Math.max(1, settings.get(TrainOptions.IMAGES) / perStep));
    WorkerSetup setup =
        new WorkerSetup(
            model,
            new Optimizer.Adam(rate, ADAM),
            settings.get(TrainOptions.GRADIENT_CLIP),
            settings.get(TrainOptions.BATCH_SIZE),
            settings.get(TrainOptions.LABEL_DROPOUT),
            settings.get(TrainOptions.SEED),
            taskCpus,
            engine);
    return new TrainingPlan(settings, model, setup, workers, slots);
  }

  /**
   * The same for a run that goes on: what the model predicts is the run's own, unless it was asked
   * for. Presets chose it later than the first checkpoints.
   *
   * @param trained the model of the run's checkpoint
   */
  TrainingPlan continuing(ModelConfig trained) {
    if (settings.origin(TrainOptions.PREDICTION) != Origin.PRESET) {
      return this;
    }
    ModelConfig continued =
        new ModelConfig(
            model.unet(),
            model.diffusion().predicting(trained.diffusion().prediction()),
            model.imageHeight(),
            model.imageWidth());
    return new TrainingPlan(settings, continued, setup.training(continued), workers, slots);
  }

  RoundPlan next(TrainingProgress state) {
    return RoundPlan.next(
        state.round(),
        state.imagesSeen(),
        state.iterations(),
        settings.get(TrainOptions.IMAGES),
        workers,
        settings.get(TrainOptions.BATCH_SIZE),
        settings.get(TrainOptions.AVERAGING_INTERVAL));
  }

  /**
   * What a worker takes of a device's memory, in a run from its beginning; of the host's without
   * the images, which are there anyway.
   */
  BatchMemory memory(DataSplits data) {
    int held = validationImages(data.test());
    int validators = Math.max(1, Math.min(workers, held));
    TrainingMemory.Plans validation =
        held == 0
            ? TrainingMemory.Plans.NONE
            : Validation.plans((held + validators - 1) / validators, held / validators);
    return BatchMemory.onDevice(
        settings.get(TrainOptions.BATCH_SIZE),
        false,
        batchSize ->
            TrainingMemory.bytes(
                model,
                setup.optimizer(),
                onEngine(trainingPlans(data.train().size(), batchSize)),
                onEngine(validation)));
  }

  /** What a worker takes of the host's memory besides, in bytes. */
  long hostScratch() {
    return TrainingMemory.hostScratch(model, setup.threads());
  }

  private TrainingMemory.Plans onEngine(TrainingMemory.Plans plans) {
    return setup.engine().needsDevice() ? plans : plans.withoutImages();
  }

  private TrainingMemory.Plans trainingPlans(long size, int batchSize) {
    int interval = settings.get(TrainOptions.AVERAGING_INTERVAL);
    long images = settings.get(TrainOptions.IMAGES);
    long round = (long) workers * batchSize * interval;
    Set<Integer> minibatches = new TreeSet<>();
    if (images >= round) {
      minibatches.add(batchSize);
    }
    RoundPlan last =
        RoundPlan.next(0, images - images % round, 0, images, workers, batchSize, interval);
    for (int examples : last.examples()) {
      minibatches.addAll(MinibatchPlan.sizes(examples, batchSize));
    }
    return new TrainingMemory.Plans(minibatches, interval, (size + workers - 1L) / workers);
  }

  /** The learning rate of a round's last minibatch. */
  double learningRate(RoundPlan round) {
    int batchSize = settings.get(TrainOptions.BATCH_SIZE);
    return setup
        .optimizer()
        .rate()
        .at(round.scheduleBefore(batchSize) + round.iterations(batchSize) - 1);
  }

  /** Rounds of the whole run, as far as it can be told from where it stands. */
  long rounds(TrainingProgress state) {
    long perRound =
        (long) workers
            * settings.get(TrainOptions.BATCH_SIZE)
            * settings.get(TrainOptions.AVERAGING_INTERVAL);
    long left = settings.get(TrainOptions.IMAGES) - state.imagesSeen();
    return state.round() + (left + perRound - 1) / perRound;
  }

  private int validationImages(DistributedImages test) {
    return (int) Math.min(settings.get(TrainOptions.VALIDATION_IMAGES), test.size());
  }

  /** The images to validate on, from all of the test split; empty where none are wanted. */
  Optional<ShardedData> validationImages(JavaSparkContext spark, DistributedImages test) {
    int count = validationImages(test);
    return count == 0
        ? Optional.empty()
        : Optional.of(
            ShardedData.some(spark, test, count, Math.min(workers, count), "validation images"));
  }
}
