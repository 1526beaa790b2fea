package org.sparkddpm.jobs.train;

import org.apache.spark.api.java.JavaSparkContext;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.training.Optimizer;
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

  static TrainingPlan of(JavaSparkContext spark, Settings settings, DataSplits data, int slots) {
    LabelledImages images = data.train();
    ModelConfig model = ChosenModel.of(settings, images.shape(), images.classes());
    int taskCpus = spark.getConf().getInt("spark.task.cpus", 1);
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
            taskCpus);
    return new TrainingPlan(settings, model, setup, workers, slots);
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

  /** How to validate on the first images of the test split. */
  Validation validation(JavaSparkContext spark, LabelledImages test) {
    int count = Math.min(settings.get(TrainOptions.VALIDATION_IMAGES), test.size());
    return count == 0
        ? Validation.NONE
        : Validation.on(
            setup,
            ShardedData.spread(
                spark, test.subset(0, count), Math.min(workers, count), "validation images"));
  }
}
