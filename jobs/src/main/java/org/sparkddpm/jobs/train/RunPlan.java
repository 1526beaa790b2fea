package org.sparkddpm.jobs.train;

import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.learning.config.Adam;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.cli.TrainSettings;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.training.WarmupCosine;
import org.sparkddpm.unet.UNetPresets;

/**
 * What the settings come to on this data and this cluster.
 *
 * @param workers shards that are trained side by side and averaged
 * @param slots tasks that run at the same time
 */
record RunPlan(
    TrainSettings settings, ModelConfig model, WorkerSetup setup, int workers, int slots) {

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.99;
  private static final double EPSILON = 1e-8;

  static RunPlan of(JavaSparkContext spark, TrainSettings settings, DataSplits data, int slots) {
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
            Adam.builder()
                .learningRateSchedule(rate)
                .learningRate(settings.learningRate())
                .beta1(BETA_1)
                .beta2(BETA_2)
                .epsilon(EPSILON)
                .build(),
            settings.gradientClip(),
            settings.batchSize(),
            settings.labelDropout(),
            settings.seed(),
            taskCpus);
    return new RunPlan(settings, model, setup, workers, slots);
  }

  RoundPlan next(RunState state) {
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
  long rounds(RunState state) {
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
