package org.sparkddpm.jobs.cli;

/** The options of the training job. */
public final class TrainOptions {
  private TrainOptions() {}

  /** The command with the presets that come with the jobs. */
  public static JobCommand<TrainSettings> command() {
    return command(Presets.shipped());
  }

  /** The command with other presets. */
  public static JobCommand<TrainSettings> command(Presets presets) {
    return new JobCommand<>(options(), presets, TrainSettings::from);
  }

  private static JobOptions options() {
    JobOptions.Builder options =
        JobOptions.of(
            "train",
            "Trains a class-conditioned diffusion model on labelled images, in parallel on all"
                + " executors. The same command run again continues from the newest checkpoint.");
    addData(options);
    addModel(options);
    addTraining(options);
    addCheckpoints(options);
    options
        .section(JobOptions.SETTINGS_SECTION)
        .toggle(
            JobOption.PREFLIGHT,
            "false",
            "Check the machines, the data and the place of the checkpoints, as every run does at its"
                + " start, print a table and stop. Fails if the job could not run.");
    return options
        .example(
            "On one machine, with the drawn digits, which need no network:",
            "spark-submit --master 'local[2]' train-job.jar --data strokes --preset tiny")
        .example(
            "On YARN with four GPU executors, by the jars of the profile cuda, checkpoints on HDFS:",
            """
            spark-submit --master yarn --deploy-mode cluster --num-executors 4 \\
              --files scripts/getGpusResources.sh \\
              --conf spark.executor.resource.gpu.amount=1 --conf spark.task.resource.gpu.amount=1 \\
              --conf spark.executor.resource.gpu.discoveryScript=./getGpusResources.sh \\
              --conf spark.driver.resource.gpu.amount=1 \\
              --conf spark.driver.resource.gpu.discoveryScript=./getGpusResources.sh \\
              train-job.jar --preset small --checkpoints hdfs:///models/digits/checkpoints""")
        .example(
            "Part of a scheduled pipeline: at most an hour, settings from a file:",
            """
            spark-submit train-job.jar --config nightly.json --max-minutes 60 \\
              --checkpoints s3a://models/digits/checkpoints""")
        .build(
            "Check and print the settings",
            "Automatic: _result.json in the folder of checkpoints.");
  }

  private static void addData(JobOptions.Builder options) {
    options
        .section("Data")
        .text(
            "data",
            "SOURCE",
            "mnist",
            "mnist (downloaded once, checked and cached), strokes (digits that the program draws),"
                + " auto (mnist where it can be had within seconds, otherwise strokes), or path or"
                + " URI of a data set (IDX, Parquet, or a folder of images per label).")
        .whole(
            "validation-images",
            "1000",
            "Images of the test split on which each validation measures the loss; 0 for none.");
  }

  private static void addModel(JobOptions.Builder options) {
    options
        .section("Model")
        .text(
            "preset",
            "NAME",
            "tiny",
            "The network's shape and the defaults of many options: tiny (minutes on two cores),"
                + " small (the model to use), article (the published architecture).")
        .text(
            "schedule",
            "NAME",
            "cosine",
            "How noise grows over the timesteps: linear, linear-rescaled (by 1000/timesteps) or"
                + " cosine.")
        .whole("timesteps", "1000", "Noise levels that the model learns.")
        .text(
            "conditioning",
            "KIND",
            "both",
            "How the class enters the network: maps (a channel of its own on each level),"
                + " embedding (added to that of the timestep), or both.");
  }

  private static void addTraining(JobOptions.Builder options) {
    options
        .section("Training")
        .whole("images", "60000", "Training images to see in all, counting those before a restart.")
        .whole("batch-size", "16", "Images in a worker's minibatch.")
        .whole(
            "averaging-interval",
            "1",
            "Minibatches that each worker trains on by itself between two averagings.")
        .whole("workers", "0", "Parallel workers; 0 for one per executor slot.")
        .number("learning-rate", "0.001", "Adam's learning rate after the warm-up.")
        .number(
            "final-learning-rate",
            "0.0001",
            "What the learning rate's cosine decay ends at when all images are seen.")
        .whole("warmup-images", "1600", "Images over which the learning rate rises from 0.")
        .number("gradient-clip", "1", "Largest global norm of the gradient; 0 for no bound.")
        .number(
            "ema-half-life",
            "4000",
            "Half-life of the weights' moving average, in images; 0 for no average.")
        .number(
            "label-dropout",
            "0.1",
            "Share of the images that train without their label, which guidance needs.")
        .number(
            "max-minutes",
            "0",
            "Stop at the end of a round, with a checkpoint, after so many minutes; the same command"
                + " goes on from there. 0 for no bound.")
        .whole("seed", "1", "What all random numbers derive from.");
  }

  private static void addCheckpoints(JobOptions.Builder options) {
    options
        .section("Checkpoints")
        .text(
            "checkpoints",
            "FOLDER",
            "runs/default/checkpoints",
            "Path or URI (hdfs://, s3a://, file://) of the folder of checkpoints. Without a scheme"
                + " it lies on the cluster's default file system.")
        .whole("checkpoint-interval", "12000", "Images between two checkpoints.")
        .whole(
            "keep-checkpoints",
            "3",
            "Newest checkpoints to keep; that of the lowest validation loss stays besides.")
        .whole(
            "store-timeout",
            "600",
            "Seconds for which a checkpoint that cannot be written is tried again, while training"
                + " waits, before the job fails; 0 for a single attempt.");
  }
}
