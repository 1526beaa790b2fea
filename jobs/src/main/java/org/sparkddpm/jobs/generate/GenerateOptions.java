package org.sparkddpm.jobs.generate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sparkddpm.diffusion.DefaultSampling;
import org.sparkddpm.diffusion.Guidance;
import org.sparkddpm.diffusion.NoiseInterval;
import org.sparkddpm.diffusion.Samplers;
import org.sparkddpm.diffusion.TimestepSpacings;
import org.sparkddpm.jobs.compute.EngineOptions;
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

  public static final Option<Long> PER_CLASS =
      OPTIONS
          .section("Samples")
          .whole("per-class")
          .describe("Images of each class.")
          .check(images -> images >= 1, "give at least 1, such as 1000")
          .withDefault("10");

  public static final Option<ClassSelection> CLASSES =
      OPTIONS
          .joined("classes", "CLASSES", ClassSelection::parse)
          .describe(
              "Classes to generate: all, or labels and ranges such as 0-9 or 1,3,5-7, or the names"
                  + " that the training data had for them, such as cat,dog; or none, for --per-class"
                  + " images without a class, as --guidance 0 gives them.")
          .withDefault("all");

  public static final Option<Optional<GivenCounts>> COUNTS =
      OPTIONS
          .joined("counts", "COUNTS", GivenCounts::parse)
          .describe(
              "Images of each class where they differ, in place of --per-class and --classes: pairs"
                  + " such as 3:5000,cat:200, or path or URI of a file of lines class,count. Without"
                  + " a scheme it lies on the cluster's default file system.")
          .orElse("none");

  public static final Option<Optional<Long>> AUGMENT_TO =
      OPTIONS
          .whole("augment-to")
          .describe(
              "Top every class of --data up to so many images, in place of --per-class and"
                  + " --classes; the training images of --data go into the run's table too, marked"
                  + " in the column source.")
          .check(images -> images >= 1, "give at least 1, such as 5000")
          .orElse("none");

  public static final Option<Optional<GivenSamples>> SAMPLES =
      OPTIONS
          .joined("samples", "SAMPLES", GivenSamples::parse)
          .describe(
              "Single samples by class and index, such as 4:17 or 4:10-19,cat:3, in place of"
                  + " --per-class and --classes: the very images that a run of more samples has"
                  + " there, if all other options are that run's, --batch-size too. none:17 has no"
                  + " class.")
          .orElse("none");

  public static final Option<Long> SEED =
      OPTIONS.whole("seed").describe("What all random numbers derive from.").withDefault("1");

  public static final Option<String> QUALITY =
      OPTIONS
          .section("Sampling")
          .choice("quality", "NAME", SamplingQuality.names())
          .describe(
              "Sets of the following options: fast (fewest network calls), default, or best. What is"
                  + " given beside it wins.")
          .withDefault(SamplingQuality.DEFAULT);

  public static final Option<String> SAMPLER =
      OPTIONS
          .choice("sampler", "NAME", Samplers.names())
          .describe(
              "ddpm (ancestral), ddim, dpmpp-2m and unipc (fewer steps suffice), or heun (two network"
                  + " calls a step).")
          .withDefault(DefaultSampling.SAMPLER);

  public static final Option<Integer> STEPS =
      OPTIONS
          .count("steps")
          .describe(
              "Denoising steps of each image; where it is not given, another sampler has its own: ddim"
                  + " 20, ddpm 40. The default fits a model of fewer timesteps.")
          .check(steps -> steps >= 1, "give at least 1, such as 8")
          .withDefault(Integer.toString(DefaultSampling.steps(DefaultSampling.SAMPLER)));

  public static final Option<String> SPACING =
      OPTIONS
          .choice("spacing", "NAME", TimestepSpacings.names())
          .describe(
              "Where the steps start: even or quadratic in the timestep down to the cleanest, trailing"
                  + " (even, without the cleanest), log-snr (even in the noise level's logarithm), or"
                  + " karras (rho 7).")
          .withDefault(DefaultSampling.SPACING);

  public static final Option<Double> ETA =
      OPTIONS
          .number("eta")
          .describe("Fresh noise in a step of ddim, 0 (none) to 1 (as much as DDPM).")
          .check(eta -> eta >= 0 && eta <= 1, "give 0 (deterministic) to 1")
          .withDefault("0");

  public static final Option<Optional<Double>> GUIDANCE =
      OPTIONS
          .number("guidance")
          .describe(
              "Scale of classifier-free guidance: 1 for none; more makes images truer to their"
                  + " class and less varied; 0 for images without a class. Automatic: the model's"
                  + " own, which train-job's --guidance set.")
          .check(Guidance::isScale, "give a finite number from 0 on, such as 1.5")
          .orElse("auto");

  public static final Option<NoiseInterval> GUIDANCE_INTERVAL =
      OPTIONS
          .read("guidance-interval", "LOW:HIGH", NoiseInterval::parse)
          .describe(
              "Noise levels sigma, above LOW and up to HIGH (or inf), at which guidance is applied,"
                  + " or all. Steps outside take one network call in place of two.")
          .withDefault(DefaultSampling.GUIDANCE_INTERVAL.toString());

  public static final Option<Boolean> CLIP =
      OPTIONS
          .toggle("clip")
          .describe("Clip the predicted image to the range of data at each step.")
          .withDefault("true");

  public static final Option<Integer> BATCH_SIZE =
      OPTIONS
          .section("Work")
          .count("batch-size")
          .describe("Images that an executor denoises at once.")
          .check(images -> images >= 1, "give at least 1, such as 64")
          .withDefault("64");

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
          .presets(SamplingQuality.presets(QUALITY))
          .require(
              List.of(SAMPLER, ETA),
              settings -> settings.get(SAMPLER).equals(Samplers.DDIM) || settings.get(ETA) == 0,
              settings ->
                  ("--eta %s means nothing to --sampler %s, whose noise is fixed; leave it out, or"
                          + " give --sampler ddim")
                      .formatted(settings.get(ETA), settings.get(SAMPLER)))
          .fit(STEPS, SAMPLER, settings -> DefaultSampling.steps(settings.get(SAMPLER)))
          .fit(
              GUIDANCE_INTERVAL,
              GUIDANCE,
              settings -> mayGuide(settings) ? settings.get(GUIDANCE_INTERVAL) : NoiseInterval.ALL)
          .require(
              List.of(GUIDANCE_INTERVAL, GUIDANCE),
              settings ->
                  settings.get(GUIDANCE_INTERVAL).equals(NoiseInterval.ALL) || mayGuide(settings),
              settings ->
                  ("--guidance-interval %s limits a guidance, and --guidance %s is none; leave one of"
                          + " them out")
                      .formatted(
                          settings.get(GUIDANCE_INTERVAL), settings.get(GUIDANCE).orElseThrow()))
          .require(
              List.of(COUNTS, PER_CLASS, CLASSES),
              settings -> settings.get(COUNTS).isEmpty() || !given(settings, PER_CLASS, CLASSES),
              settings ->
                  "--counts says how many images of which classes; leave --per-class and --classes"
                      + " out, or --counts")
          .require(
              List.of(AUGMENT_TO, COUNTS, PER_CLASS, CLASSES),
              settings ->
                  settings.get(AUGMENT_TO).isEmpty()
                      || !given(settings, COUNTS, PER_CLASS, CLASSES),
              settings ->
                  ("--augment-to %s takes classes and numbers from --data; leave --counts,"
                          + " --per-class and --classes out, or --augment-to")
                      .formatted(settings.get(AUGMENT_TO).orElseThrow()))
          .require(
              List.of(SAMPLES, COUNTS, AUGMENT_TO, PER_CLASS, CLASSES),
              settings ->
                  settings.get(SAMPLES).isEmpty()
                      || !given(settings, COUNTS, AUGMENT_TO, PER_CLASS, CLASSES),
              settings ->
                  "--samples says which images of which classes; leave --counts, --augment-to,"
                      + " --per-class and --classes out, or --samples")
          .require(
              List.of(AUGMENT_TO, DATA.source()),
              settings -> settings.get(AUGMENT_TO).isEmpty() || given(settings, DATA.source()),
              settings ->
                  "--augment-to %s needs the data that it is to top up; give --data"
                      .formatted(settings.get(AUGMENT_TO).orElseThrow()))
          .require(
              List.of(AUGMENT_TO, FORMAT),
              settings ->
                  settings.get(AUGMENT_TO).isEmpty()
                      || (settings.get(FORMAT).contains(OutputFormat.PARQUET)
                          && !settings.get(FORMAT).contains(OutputFormat.IDX)),
              settings ->
                  ("--augment-to %s marks real images in a column, which only parquet has; give"
                          + " --format parquet, or parquet,png")
                      .formatted(settings.get(AUGMENT_TO).orElseThrow()))
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

  /** Whether two branches are asked for, or it is left to the model. */
  private static boolean mayGuide(Settings settings) {
    return settings.get(GUIDANCE).map(Guidance::of).map(Guidance::hasTwoBranches).orElse(true);
  }

  private static boolean given(Settings settings, Option<?>... options) {
    return Arrays.stream(options).anyMatch(settings::given);
  }

  private GenerateOptions() {}
}
