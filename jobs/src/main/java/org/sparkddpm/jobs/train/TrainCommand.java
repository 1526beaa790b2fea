package org.sparkddpm.jobs.train;

import static org.sparkddpm.jobs.train.TrainOptions.AVERAGING_INTERVAL;
import static org.sparkddpm.jobs.train.TrainOptions.BATCH_SIZE;
import static org.sparkddpm.jobs.train.TrainOptions.FINAL_LEARNING_RATE;
import static org.sparkddpm.jobs.train.TrainOptions.IMAGES;
import static org.sparkddpm.jobs.train.TrainOptions.LEARNING_RATE;
import static org.sparkddpm.jobs.train.TrainOptions.PREFLIGHT;
import static org.sparkddpm.jobs.train.TrainOptions.PRESET;
import static org.sparkddpm.jobs.train.TrainOptions.WARMUP_IMAGES;

import java.util.List;
import java.util.Locale;
import org.sparkddpm.jobs.options.JobCommand;
import org.sparkddpm.jobs.options.OptionList;
import org.sparkddpm.jobs.options.Presets;
import org.sparkddpm.jobs.options.StandardOptions;
import org.sparkddpm.training.MinibatchPlan;
import org.sparkddpm.unet.UNetPresets;

/**
 * The command of the training job: what the options of {@link TrainOptions} must be together, how
 * those that nobody sets fit the others, and examples.
 */
final class TrainCommand {

  private TrainCommand() {}

  /**
   * The command.
   *
   * @param options those of {@link TrainOptions}, all of which are declared by now
   * @param standard those among them that every job has
   */
  static JobCommand of(OptionList options, StandardOptions standard) {
    return JobCommand.of(
            "train",
            "Trains a class-conditioned diffusion model on labelled images, in parallel on all"
                + " executors. The same command run again continues from the newest checkpoint.",
            options,
            standard)
        .presets(Presets.inJar(PRESET, UNetPresets.names()))
        .onlyChecksWith(PREFLIGHT)
        .fit(
            WARMUP_IMAGES,
            IMAGES,
            settings -> Math.min(settings.get(WARMUP_IMAGES), settings.get(IMAGES) / 2))
        .fit(
            FINAL_LEARNING_RATE,
            LEARNING_RATE,
            settings -> Math.min(settings.get(FINAL_LEARNING_RATE), settings.get(LEARNING_RATE)))
        .fit(
            LEARNING_RATE,
            FINAL_LEARNING_RATE,
            settings -> Math.max(settings.get(LEARNING_RATE), settings.get(FINAL_LEARNING_RATE)))
        .fit(
            AVERAGING_INTERVAL,
            BATCH_SIZE,
            settings ->
                Math.min(
                    settings.get(AVERAGING_INTERVAL),
                    Math.max(1, MinibatchPlan.MOST_IMAGES / settings.get(BATCH_SIZE))))
        .require(
            List.of(FINAL_LEARNING_RATE, LEARNING_RATE),
            settings -> settings.get(FINAL_LEARNING_RATE) <= settings.get(LEARNING_RATE),
            settings ->
                ("--final-learning-rate %s is above --learning-rate %s: the rate only decays;"
                        + " lower the final rate or give the same for none")
                    .formatted(settings.get(FINAL_LEARNING_RATE), settings.get(LEARNING_RATE)))
        .require(
            List.of(WARMUP_IMAGES, IMAGES),
            settings -> settings.get(WARMUP_IMAGES) <= settings.get(IMAGES),
            settings ->
                String.format(
                    Locale.ROOT,
                    "--warmup-images %d is above --images %d: the warm-up would not end; lower it",
                    settings.get(WARMUP_IMAGES),
                    settings.get(IMAGES)))
        .require(
            List.of(BATCH_SIZE, AVERAGING_INTERVAL),
            settings ->
                (long) settings.get(BATCH_SIZE) * settings.get(AVERAGING_INTERVAL)
                    <= MinibatchPlan.MOST_IMAGES,
            settings ->
                "--batch-size %s times --averaging-interval %s are more than the %s images that a worker's round can have; lower either"
                    .formatted(
                        settings.get(BATCH_SIZE),
                        settings.get(AVERAGING_INTERVAL),
                        MinibatchPlan.MOST_IMAGES))
        .example(
            "On one machine, with the drawn digits, which need no network:",
            "spark-submit --master 'local[2]' train-job.jar --data strokes --preset tiny")
        .example(
            "On YARN with four GPU executors and a driver without a GPU, checkpoints on HDFS:",
            """
              spark-submit --master yarn --deploy-mode cluster --num-executors 4 \\
                --files scripts/getGpusResources.sh \\
                --conf spark.executor.resource.gpu.amount=1 --conf spark.task.resource.gpu.amount=1 \\
                --conf spark.executor.resource.gpu.discoveryScript=./getGpusResources.sh \\
                train-job.jar --preset small --checkpoints hdfs:///models/digits/checkpoints""")
        .example(
            "Part of a scheduled pipeline: at most an hour, settings from a file:",
            """
              spark-submit train-job.jar --config nightly.json --max-minutes 60 \\
                --checkpoints s3a://models/digits/checkpoints""")
        .build();
  }
}
