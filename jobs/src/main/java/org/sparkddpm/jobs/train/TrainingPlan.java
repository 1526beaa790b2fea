package org.sparkddpm.jobs.train;

import org.apache.spark.api.java.JavaSparkContext;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.cli.TrainSettings;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.training.Optimizer;
import org.sparkddpm.training.WarmupCosine;
import org.sparkddpm.unet.UNetPresets;

/**
 * What the settings come to on this data and this cluster.
 *
 * @param workers shards that are trained side by side and averaged
 * @param slots tasks that run at the same time
 */
record TrainingPlan(
    TrainSettings settings, ModelConfig model, WorkerSetup setup, int workers, int slots) {

  private static final AdamDecays ADAM = new AdamDecays(0.9, 0.99, 1e-8);

  static TrainingPlan of(
      JavaSparkContext spark, TrainSettings settings, DataSplits data, int slots) {
    LabelledImages images = data.train();
    ImageShape shape = images.shape();
    ModelConfig model =
        new ModelConfig(
            UNetPresets.of(
                settings.preset(),
                shape.height(),
                shape.width(),
                shape.channels(),
                images.classes(),
                !settings.conditioning().equals("embedding"),
                !settings.conditioning().equals("maps")),
            new DiffusionConfig(settings.schedule(), settings.timesteps()),
            shape.height(),
            shape.width());
    int taskCpus = spark.getConf().getInt("spark.task.cpus", 1);
    int workers = settings.workers() == 0 ? slots : settings.workers();
    long perStep = (long) workers * settings.batchSize();
    WarmupCosine rate =
        new WarmupCosine(
            settings.learningRate(),
            settings.finalLearningRate(),
            settings.warmupImages() / perStep,
            Math.max(1, settings.images() / perStep));
    WorkerSetup setup =
        new WorkerSetup(
            model,
            new Optimizer.Adam(rate, ADAM),
            settings.gradientClip(),
            settings.batchSize(),
            settings.labelDropout(),
            settings.seed(),
            taskCpus);
    return new TrainingPlan(settings, model, setup, workers, slots);
  }

  RoundPlan next(TrainingProgress state) {
    return RoundPlan.next(
        state.round(),
        state.imagesSeen(),
        state.iterations(),
        settings.images(),
        workers,
        settings.batchSize(),
        settings.averagingInterval());
  }

  /** Rounds of the whole run, as far as it can be told from where it stands. */
  long rounds(TrainingProgress state) {
    long perRound = (long) workers * settings.batchSize() * settings.averagingInterval();
    long left = settings.images() - state.imagesSeen();
    return state.round() + (left + perRound - 1) / perRound;
  }

  /** How to validate on the first images of the test split. */
  Validation validation(JavaSparkContext spark, LabelledImages test) {
    int count = Math.min(settings.validationImages(), test.size());
    return count == 0
        ? Validation.NONE
        : Validation.on(
            setup,
            ShardedData.spread(
                spark, test.subset(0, count), Math.min(workers, count), "validation images"));
  }
}
