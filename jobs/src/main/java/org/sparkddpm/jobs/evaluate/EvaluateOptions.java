package org.sparkddpm.jobs.evaluate;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.jobs.compute.EngineRequest;
import org.sparkddpm.jobs.data.DataOptions;
import org.sparkddpm.jobs.options.JobCommand;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.options.OptionList;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.options.StandardOptions;
import org.sparkddpm.jobs.samples.RunFolder;

/**
 * The options of the evaluation job. Each is one declaration, which says what the option means; the
 * job reads it by {@link Settings#get}.
 */
public final class EvaluateOptions {
  private static final OptionList OPTIONS = new OptionList();

  public static final Option<Optional<String>> SAMPLES =
      OPTIONS
          .section("Samples and data")
          .path("samples", "PATH")
          .describe(
              "Path or URI of the samples: a run's folder (run_id=<id>), the JSON file that"
                  + " generate-job --publish wrote, or a folder that holds such a file, current.json,"
                  + " or a single run. none with --train-judge only trains.")
          .orElse("none");

  /** The options that name the real images. */
  public static final DataOptions DATA =
      DataOptions.add(
          OPTIONS,
          "The data that the model was trained on: mnist, strokes, auto, or path or URI of a data"
              + " set.",
          "mnist");

  public static final Option<Long> HOLD_OUT_SEED =
      OPTIONS
          .whole("hold-out-seed")
          .describe(
              "The --seed of the training, which decides what is held out where the data have no"
                  + " images to test on.")
          .withDefault("1");

  public static final Option<String> JUDGE =
      OPTIONS
          .section("Judge")
          .path("judge", "FOLDER")
          .describe("Path or URI of the judge's folder.")
          .withDefault("runs/default/judge");

  public static final Option<Boolean> TRAIN_JUDGE =
      OPTIONS
          .toggle("train-judge")
          .describe(
              "Train a judge on the training images and store it in --judge, unless the same is"
                  + " there already.")
          .withDefault("false");

  public static final Option<Long> JUDGE_IMAGES =
      OPTIONS
          .whole("judge-images")
          .describe(
              "Images that the judge sees in its training, and each classifier of --cas-seeds in"
                  + " its own.")
          .check(images -> images >= 1, "give at least 1, such as 600000")
          .withDefault("600000");

  public static final Option<Double> MIN_JUDGE_ACCURACY =
      OPTIONS
          .number("min-judge-accuracy")
          .describe("A judge that is right about a smaller share of the test images is refused.")
          .check(GateOptions::isShare, "give 0 to 1, such as 0.9")
          .withDefault("0.9");

  public static final Option<Long> SEED =
      OPTIONS
          .whole("seed")
          .describe("What the judge's training and the choice of compared images derive from.")
          .withDefault("1");

  public static final Option<Long> COMPARE =
      OPTIONS
          .section("Measures")
          .whole("compare")
          .describe(
              "Most samples, training images and test images, of each as many, whose features and"
                  + " pixels are compared. Agreement and duplicates count all samples in any case.")
          .check(images -> images >= 10 && images <= 200_000, "give 10 to 200000, such as 10000")
          .withDefault("10000");

  public static final Option<Integer> CAS_SEEDS =
      OPTIONS
          .count("cas-seeds")
          .describe(
              "Classifiers that are trained on samples alone and tested on the test images, and as"
                  + " many on real images; 0 for none. Each takes as long as a judge.")
          .check(seeds -> seeds >= 0, "give 0 (none) or more, such as 3")
          .withDefault("0");

  public static final Option<Long> CAS_IMAGES =
      OPTIONS
          .whole("cas-images")
          .describe("Most samples, and as many real images, that such a classifier is trained on.")
          .check(images -> images >= 10, "give at least 10, such as 50000")
          .withDefault("50000");

  /** The options that make the job fail where a figure is not good enough. */
  static final GateOptions GATES = GateOptions.add(OPTIONS);

  public static final Option<Integer> PARTITIONS =
      OPTIONS
          .section("Work")
          .count("partitions")
          .describe(
              "Spark partitions of each set, which make no difference to any figure; 0 for four to"
                  + " each task slot.")
          .check(partitions -> partitions >= 0, "give 1 or more, 0 to let the job choose")
          .withDefault("0");

  public static final Option<Optional<String>> ENGINE =
      OPTIONS
          .choice("engine", "NAME", Engines.names())
          .describe(
              "What computes: cpu, cuda, nd4j, or auto: cuda where Spark gives each task a GPU,"
                  + " otherwise cpu. Always in 32-bit floats.")
          .orElse("auto");

  public static final Option<Optional<String>> OUTPUT =
      OPTIONS
          .section("Output")
          .path("output", "FOLDER")
          .describe(
              "Path or URI of the folder that gets evaluation.json. Automatic: _evaluation beside"
                  + " the samples, or --judge where only a judge is trained.")
          .orElse("auto");

  /** The options that every job has. */
  public static final StandardOptions STANDARD =
      StandardOptions.add(
          OPTIONS,
          "Check and print the settings, say which samples and which judge there are",
          OUTPUT,
          EvaluateOptions::folder);

  /** The command of the evaluation job. */
  public static final JobCommand COMMAND =
      JobCommand.of(
              "evaluate",
              "Judges samples by an independent classifier and against real images, on all"
                  + " executors, writes all figures, and fails if they are not as good as the gates"
                  + " ask for.",
              OPTIONS,
              STANDARD)
          .require(
              List.of(SAMPLES, TRAIN_JUDGE),
              settings -> settings.get(SAMPLES).isPresent() || settings.get(TRAIN_JUDGE),
              settings -> "there is nothing to do; give --samples, or --train-judge, or both")
          .require(
              Stream.of(List.of(SAMPLES), GATES.all(), List.of(CAS_SEEDS))
                  .<Option<?>>flatMap(List::stream)
                  .toList(),
              settings ->
                  settings.get(SAMPLES).isPresent()
                      || (settings.get(CAS_SEEDS) == 0 && !GATES.any(settings)),
              settings -> "there are gates or --cas-seeds, but no samples; give --samples")
          .require(
              List.of(GATES.minCas(), CAS_SEEDS),
              settings -> settings.get(GATES.minCas()).isEmpty() || settings.get(CAS_SEEDS) > 0,
              settings ->
                  "--min-cas %s needs classifiers to be trained on the samples; give --cas-seeds 1 or more"
                      .formatted(settings.get(GATES.minCas()).get()))
          .example(
              "Train a judge of MNIST, once:",
              "spark-submit evaluate-job.jar --train-judge --judge hdfs:///judges/mnist")
          .example(
              "Judge the published run, and fail if it is not good enough:",
              """
              spark-submit evaluate-job.jar --samples hdfs:///ddpm/digits/current.json \\
                --judge hdfs:///judges/mnist --min-agreement 0.95 --min-class-agreement 0.9 \\
                --max-frechet-ratio 5 --min-coverage 0.7""")
          .example(
              "The same with classifiers that are trained on the samples:",
              """
              spark-submit evaluate-job.jar --samples runs/default/samples --cas-seeds 3""")
          .build();

  private EvaluateOptions() {}

  /** The engine that the settings ask for. */
  static EngineRequest engine(Settings settings) {
    return new EngineRequest(settings.get(ENGINE), Optional.of(Precision.FP32));
  }

  /** The folder of what the job writes. */
  static String folder(Settings settings, Configuration hadoop) {
    return settings
        .get(OUTPUT)
        .orElseGet(
            () ->
                settings
                    .get(SAMPLES)
                    .map(samples -> beside(samples, hadoop))
                    .orElse(settings.get(JUDGE)));
  }

  private static String beside(String samples, Configuration hadoop) {
    Path path = new Path(samples);
    return new Path(isFile(path, hadoop) ? path.getParent() : path, RunFolder.EVALUATION)
        .toString();
  }

  /** Whether it names a run and is none: what cannot be looked at is judged by its name. */
  private static boolean isFile(Path path, Configuration hadoop) {
    try {
      return path.getFileSystem(hadoop).getFileStatus(path).isFile();
    } catch (IOException | RuntimeException e) {
      return path.getName().endsWith(".json");
    }
  }
}
