package org.sparkddpm.jobs.generate;

import java.util.List;
import java.util.Optional;
import org.sparkddpm.jobs.compute.EngineOptions;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.data.DataOptions;
import org.sparkddpm.jobs.options.JobCommand;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.options.OptionList;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.options.StandardOptions;

/**
 * The options of the generation job. Each is one declaration, which says what the option means; the
 * job reads it by {@link org.sparkddpm.jobs.options.Settings#get}.
 */
public final class GenerateOptions {
  private static final OptionList OPTIONS = new OptionList();

  public static final Option<String> CHECKPOINT =
      OPTIONS
          .section("Model")
          .path("checkpoint", "FOLDER")
          .describe(
              "Path or URI of a checkpoint, or of a folder of them, of which the newest is taken.")
          .withDefault("runs/default/checkpoints");

  public static final Option<Weights> WEIGHTS =
      OPTIONS
          .choice("weights", "KIND", Weights.class)
          .describe("ema (the weights' moving average) or raw (as training left them).")
          .withDefault("ema");

  /** The options that say how many images of which classes are to be made. */
  public static final CountOptions COUNT = CountOptions.add(OPTIONS);

  public static final Option<Long> SEED =
      OPTIONS.whole("seed").describe("What all random numbers derive from.").withDefault("1");

  /** The options that say how each image is made of noise. */
  public static final SamplingOptions SAMPLING = SamplingOptions.add(OPTIONS);

  private static final int BATCH_ON_CPU = 64;

  /** In which a fast card makes 2.7 times as many network calls as in batches of 64. */
  private static final int BATCH_ON_GPU = 256;

  public static final Option<Optional<Integer>> BATCH_SIZE =
      OPTIONS
          .section("Work")
          .count("batch-size")
          .describe(
              "Images that a task denoises at once. Automatic: "
                  + BATCH_ON_CPU
                  + " on the CPU, "
                  + BATCH_ON_GPU
                  + " on a GPU.")
          .check(images -> images >= 1, "give at least 1, such as 64")
          .orElse("auto");

  public static final Option<Integer> PARTITIONS =
      OPTIONS
          .count("partitions")
          .describe("Spark partitions; 0 for one per file.")
          .check(partitions -> partitions >= 0, "give 1 or more, 0 for one per file")
          .withDefault("0");

  /** The options that choose an engine. */
  public static final EngineOptions ENGINE = EngineOptions.add(OPTIONS);

  public static final Option<String> OUTPUT =
      OPTIONS
          .section("Output")
          .path("output", "FOLDER")
          .describe(
              "Path or URI (hdfs://, s3a://, file://) of the folder that gets run_id=<id>. Without"
                  + " a scheme it lies on the cluster's default file system.")
          .withDefault("runs/default/samples");

  // It becomes the folder run_id=<id>.
  public static final Option<Optional<String>> RUN_ID =
      OPTIONS
          .text("run-id", "ID")
          .describe("Name of the run. Automatic: derived from what determines the images.")
          .check(
              id -> id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
              "give 1 to 100 letters, digits, dots, dashes or underscores, such as 2024-05-01")
          .orElse("auto");

  public static final Option<Optional<String>> PUBLISH =
      OPTIONS
          .path("publish", "FILE")
          .describe(
              "Path or URI of a JSON file that is to name this run's folder. It is replaced in one"
                  + " step when the run is complete, and left alone if the run fails.")
          .orElse("none");

  public static final Option<List<OutputFormat>> FORMAT =
      OPTIONS
          .choices("format", "FORMATS", OutputFormat.class)
          .describe("What to write, of parquet, idx and png.")
          .check(formats -> !formats.isEmpty(), "give at least one of parquet, idx, png")
          .withDefault("parquet");

  public static final Option<Integer> SAMPLES_PER_FILE =
      OPTIONS
          .count("samples-per-file")
          .describe("Most images in one Parquet file; 0 to let the job choose.")
          .check(samples -> samples >= 0, "give 1 or more, 0 for automatic")
          .withDefault("0");

  public static final Option<List<String>> GIF =
      OPTIONS
          .section("Pictures")
          .list("gif", "CLASS", ClassSelection::single)
          .describe(
              "Draw how 16 images of this class (its label or name) come out of noise, as an"
                  + " animation; may be repeated.")
          .withDefault("none");

  public static final Option<Boolean> FORWARD_FIGURE =
      OPTIONS
          .toggle("forward-figure")
          .describe("Draw how one image of --data turns to noise.")
          .withDefault("false");

  /** The options that name a data set for {@code --augment-to} and {@code --forward-figure}. */
  public static final DataOptions DATA =
      DataOptions.add(
          OPTIONS,
          "Data set for --augment-to and --forward-figure: mnist, strokes, auto, or a path or URI.",
          "strokes");

  /** The options that every job has. */
  public static final StandardOptions STANDARD =
      StandardOptions.add(
          OPTIONS,
          "Check and print the settings, read the checkpoint, say what would be made of it",
          OUTPUT);

  /** The command of the generation job. */
  public static final JobCommand COMMAND =
      JobCommand.of(
              "generate",
              "Generates labelled images of each class from a trained checkpoint, on all executors."
                  + " An image depends on the seed, its class and its index alone, so that the same"
                  + " command run again makes only what is missing.",
              OPTIONS,
              STANDARD)
          .presets(SamplingQuality.presets(SAMPLING.quality()))
          .rules(SAMPLING::rules)
          .rules(COUNT::rules)
          .require(
              List.of(COUNT.augmentTo(), DATA.source()),
              settings ->
                  settings.get(COUNT.augmentTo()).isEmpty() || settings.given(DATA.source()),
              settings ->
                  "--augment-to %s needs the data that it is to top up; give --data"
                      .formatted(settings.get(COUNT.augmentTo()).orElseThrow()))
          .require(
              List.of(COUNT.augmentTo(), FORMAT),
              settings ->
                  settings.get(COUNT.augmentTo()).isEmpty()
                      || (settings.get(FORMAT).contains(OutputFormat.PARQUET)
                          && !settings.get(FORMAT).contains(OutputFormat.IDX)),
              settings ->
                  ("--augment-to %s marks real images in a column, which only parquet has; give"
                          + " --format parquet, or parquet,png")
                      .formatted(settings.get(COUNT.augmentTo()).orElseThrow()))
          .example(
              "A thousand images of each class from the newest checkpoint:",
              "spark-submit generate-job.jar --per-class 1000")
          .example(
              "On YARN, from HDFS to S3, as Parquet and as MNIST's own files:",
              """
              spark-submit --master yarn --deploy-mode cluster --num-executors 8 generate-job.jar \\
                --checkpoint hdfs:///models/digits/checkpoints --per-class 100000 \\
                --output s3a://data/digits --format parquet,idx""")
          .example(
              "Top the rare classes of a data set up to 5,000 images each, real images included:",
              """
              spark-submit generate-job.jar --checkpoint hdfs:///models/pets/checkpoints \\
                --augment-to 5000 --data hdfs:///data/pets --output hdfs:///data/pets-augmented""")
          .example(
              "Make sample 17 of class 4 of a run of 1,000 per class again, and nothing else:",
              """
              spark-submit generate-job.jar --samples 4:17 --output runs/one --format parquet,png""")
          .example(
              "Look closely at two classes:",
              """
              spark-submit --master 'local[2]' generate-job.jar --classes 3,8 --per-class 20 \\
                --sampler ddpm --steps 1000 --format png --gif 3 --gif 8""")
          .build();

  private GenerateOptions() {}

  /** Images that a task denoises at once, if there are so many. */
  static int batchSize(Settings settings, RunEngine engine) {
    return settings.get(BATCH_SIZE).orElse(engine.needsDevice() ? BATCH_ON_GPU : BATCH_ON_CPU);
  }
}
