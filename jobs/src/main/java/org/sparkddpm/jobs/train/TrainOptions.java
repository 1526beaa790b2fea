package org.sparkddpm.jobs.train;

import java.util.Locale;
import org.sparkddpm.diffusion.Guidance;
import org.sparkddpm.diffusion.NoiseSchedules;
import org.sparkddpm.diffusion.Prediction;
import org.sparkddpm.jobs.compute.EngineOptions;
import org.sparkddpm.jobs.data.DataOptions;
import org.sparkddpm.jobs.options.JobCommand;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.options.OptionList;
import org.sparkddpm.jobs.options.StandardOptions;
import org.sparkddpm.unet.UNetPresets;

/**
 * The options of the training job. Each is one declaration, which says what the option means; the
 * job reads it by {@link org.sparkddpm.jobs.options.Settings#get}.
 */
public final class TrainOptions {
  private static final OptionList OPTIONS = new OptionList();

  /** The options that name the training data. */
  public static final DataOptions DATA =
      DataOptions.add(
          OPTIONS.section("Data"),
          "mnist (downloaded once, checked and cached), strokes (digits that the program"
              + " draws), auto (mnist where it can be had within seconds, otherwise strokes),"
              + " or path or URI of a data set (IDX, Parquet, CSV, or a folder of images for"
              + " each class).",
          "mnist");

  public static final Option<Integer> VALIDATION_IMAGES =
      OPTIONS
          .count("validation-images")
          .describe(
              "Images of the test split on which each validation measures the loss; 0 for none.")
          .check(images -> images >= 0, "give 0 (none) or more")
          .withDefault("1000");

  public static final Option<Boolean> ACCEPT_CHANGED_DATA =
      OPTIONS
          .toggle("accept-changed-data")
          .describe(
              "Go on from a checkpoint that was trained on other images than those of --data, which"
                  + " is refused otherwise.")
          .withDefault("false");

  public static final Option<String> PRESET =
      OPTIONS
          .section("Model")
          .choice("preset", "NAME", UNetPresets.names())
          .describe(
              "The network's shape and the defaults of many options: tiny (minutes on two cores),"
                  + " small (the model to use), article (the published architecture).")
          .withDefault("tiny");

  public static final Option<String> SCHEDULE =
      OPTIONS
          .choice("schedule", "NAME", NoiseSchedules.names())
          .describe(
              "How noise grows over the timesteps: linear, linear-rescaled (by 1000/timesteps) or"
                  + " cosine.")
          .withoutDefault();

  public static final Option<Integer> TIMESTEPS =
      OPTIONS
          .count("timesteps")
          .describe("Noise levels that the model learns.")
          .check(
              count ->
                  count >= NoiseSchedules.MIN_TIMESTEPS && count <= NoiseSchedules.MAX_TIMESTEPS,
              String.format(
                  Locale.ROOT,
                  "give %d to %d",
                  NoiseSchedules.MIN_TIMESTEPS,
                  NoiseSchedules.MAX_TIMESTEPS))
          .withoutDefault();

  public static final Option<String> PREDICTION =
      OPTIONS
          .choice("prediction", "NAME", Prediction.names())
          .describe(
              "What the network predicts: epsilon (the noise) or v (noise and image, by their shares;"
                  + " Salimans and Ho 2022).")
          .withoutDefault();

  public static final Option<Conditioning> CONDITIONING =
      OPTIONS
          .choice("conditioning", "KIND", Conditioning.class)
          .describe(
              "How the class enters the network: maps (a channel of its own on each level),"
                  + " embedding (added to that of the timestep), or both.")
          .withoutDefault();

  public static final Option<Boolean> PRE_ACTIVATION =
      OPTIONS
          .toggle("pre-activation")
          .describe(
              "Residual blocks normalise before each convolution, begin as the identity, and all know"
                  + " the timestep; otherwise they normalise behind each convolution.")
          .withDefault("false");

  public static final Option<Long> IMAGES =
      OPTIONS
          .section("Training")
          .whole("images")
          .describe("Training images to see in all, counting those before a restart.")
          .check(images -> images >= 1, "give at least 1, such as 60000")
          .withoutDefault();

  public static final Option<Integer> BATCH_SIZE =
      OPTIONS
          .count("batch-size")
          .describe("Images in a worker's minibatch.")
          .check(images -> images >= 1, "give at least 1, such as 16")
          .withoutDefault();

  public static final Option<Integer> AVERAGING_INTERVAL =
      OPTIONS
          .count("averaging-interval")
          .describe("Minibatches that each worker trains on by itself between two averagings.")
          .check(minibatches -> minibatches >= 1, "give at least 1")
          .withoutDefault();

  public static final Option<Integer> WORKERS =
      OPTIONS
          .count("workers")
          .describe("Parallel workers; 0 for one per executor slot.")
          .check(workers -> workers >= 0, "give at least 1, or 0 for one per slot")
          .withDefault("0");

  public static final Option<Double> LEARNING_RATE =
      OPTIONS
          .number("learning-rate")
          .describe(
              "Adam's learning rate after the warm-up. Where only --final-learning-rate is given, at"
                  + " least that.")
          .check(rate -> rate > 0 && rate <= 1, "give more than 0, at most 1, such as 1e-3")
          .withoutDefault();

  public static final Option<Double> FINAL_LEARNING_RATE =
      OPTIONS
          .number("final-learning-rate")
          .describe(
              "What the learning rate's cosine decay ends at when all images are seen. Where only"
                  + " --learning-rate is given, at most that.")
          .check(rate -> rate >= 0, "give 0 or more, such as 1e-4")
          .withoutDefault();

  public static final Option<Long> WARMUP_IMAGES =
      OPTIONS
          .whole("warmup-images")
          .describe(
              "Images over which the learning rate rises from 0. Where only --images is given, at most"
                  + " half of them.")
          .check(images -> images >= 0, "give 0 (none) or more")
          .withoutDefault();

  public static final Option<Double> GRADIENT_CLIP =
      OPTIONS
          .number("gradient-clip")
          .describe("Largest global norm of the gradient; 0 for no bound.")
          .check(norm -> norm >= 0, "give 0 (off) or more")
          .withDefault("1");

  public static final Option<Double> EMA_HALF_LIFE =
      OPTIONS
          .number("ema-half-life")
          .describe("Half-life of the weights' moving average, in images; 0 for no average.")
          .check(images -> images >= 0, "give 0 (off) or more")
          .withoutDefault();

  public static final Option<Double> LABEL_DROPOUT =
      OPTIONS
          .number("label-dropout")
          .describe("Share of the images that train without their label, which guidance needs.")
          .check(share -> share >= 0 && share < 1, "give a share from 0 to below 1, such as 0.1")
          .withoutDefault();

  public static final Option<Double> GUIDANCE =
      OPTIONS
          .number("guidance")
          .describe(
              "Guidance scale of the model's samples, the trial samples and those of generate-job,"
                  + " unless that is given another. The better a model knows its images, the less it"
                  + " needs.")
          .check(
              scale -> scale > 0 && Guidance.isScale(scale),
              "give a finite number above 0, such as 1.5, or 1 for none")
          .withoutDefault();

  public static final Option<Double> MAX_MINUTES =
      OPTIONS
          .number("max-minutes")
          .describe(
              "Stop at the end of a round, with a checkpoint, after so many minutes; the same"
                  + " command goes on from there. 0 for no bound.")
          .check(minutes -> minutes >= 0 && minutes <= 1e6, "give 0 (no bound) to 1000000")
          .withDefault("0");

  public static final Option<Long> SEED =
      OPTIONS.whole("seed").describe("What all random numbers derive from.").withDefault("1");

  /** The options that choose an engine. */
  public static final EngineOptions ENGINE = EngineOptions.add(OPTIONS);

  public static final Option<String> CHECKPOINTS =
      OPTIONS
          .section("Checkpoints")
          .path("checkpoints", "FOLDER")
          .describe(
              "Path or URI (hdfs://, s3a://, file://) of the folder of checkpoints. Without a"
                  + " scheme it lies on the cluster's default file system.")
          .withDefault("runs/default/checkpoints");

  public static final Option<Long> CHECKPOINT_INTERVAL =
      OPTIONS
          .whole("checkpoint-interval")
          .describe("Images between two checkpoints.")
          .check(images -> images >= 1, "give at least 1")
          .withoutDefault();

  public static final Option<Integer> KEEP_CHECKPOINTS =
      OPTIONS
          .count("keep-checkpoints")
          .describe("Newest checkpoints to keep; that of the lowest validation loss stays besides.")
          .check(checkpoints -> checkpoints >= 1, "give at least 1")
          .withDefault("3");

  public static final Option<Integer> STORE_TIMEOUT =
      OPTIONS
          .count("store-timeout")
          .describe(
              "Seconds for which a checkpoint that cannot be written is tried again, while training"
                  + " waits, before the job fails; 0 for a single attempt.")
          .check(seconds -> seconds >= 0, "give 0 seconds (one attempt) or more")
          .withDefault("600");

  public static final Option<Integer> TRIAL_SAMPLES =
      OPTIONS
          .count("trial-samples")
          .describe(
              "Samples of each class, of 20 classes at most, that a task makes with each checkpoint"
                  + " for report.html; 0 for none. They take a twentieth of the time at most: where"
                  + " checkpoints come faster, some go without.")
          .check(samples -> samples >= 0 && samples <= 20, "give 0 (none) to 20, such as 4")
          .withDefault("4");

  public static final Option<Boolean> PREFLIGHT =
      OPTIONS
          .section(StandardOptions.SECTION)
          .toggle("preflight")
          .describe(
              "Check the machines, the data and the place of the checkpoints, as every run does at"
                  + " its start, print a table and stop. Fails if the job could not run.")
          .withDefault("false");

  /** The options that every job has. */
  public static final StandardOptions STANDARD =
      StandardOptions.add(OPTIONS, "Check and print the settings", CHECKPOINTS);

  /** The command of the training job, with what must hold between all of these. */
  public static final JobCommand COMMAND = TrainCommand.of(OPTIONS, STANDARD);

  private TrainOptions() {}
}
