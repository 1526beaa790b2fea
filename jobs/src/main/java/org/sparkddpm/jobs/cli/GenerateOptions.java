package org.sparkddpm.jobs.cli;

/** The options of the generation job. */
public final class GenerateOptions {
  private GenerateOptions() {}

  /** The command. */
  public static JobCommand<GenerateSettings> command() {
    return new JobCommand<>(options(), Presets.NONE, GenerateSettings::from);
  }

  private static JobOptions options() {
    JobOptions.Builder options =
        JobOptions.of(
            "generate",
            "Generates labelled images of each class from a trained checkpoint, on all executors."
                + " An image depends on the seed, its class and its index alone, so that the same"
                + " command run again makes only what is missing.");
    addModel(options);
    addSamples(options);
    addSampling(options);
    addWork(options);
    addOutput(options);
    addPictures(options);
    return options
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
            "Look closely at two classes:",
            """
            spark-submit --master 'local[2]' generate-job.jar --classes 3,8 --per-class 20 \\
              --sampler ddpm --steps 1000 --format png --gif 3 --gif 8""")
        .build(
            "Check and print the settings, read the checkpoint, say what would be made of it",
            "Automatic: _result.json in the folder of --output.");
  }

  private static void addModel(JobOptions.Builder options) {
    options
        .section("Model")
        .text(
            "checkpoint",
            "FOLDER",
            "runs/default/checkpoints",
            "Path or URI of a checkpoint, or of a folder of them, of which the newest is taken.")
        .text(
            "weights",
            "KIND",
            "ema",
            "ema (the weights' moving average) or raw (as training left them).");
  }

  private static void addSamples(JobOptions.Builder options) {
    options
        .section("Samples")
        .whole("per-class", "10", "Images of each class.")
        .list(
            "classes",
            "LABELS",
            "all",
            "Classes to generate: all, or labels and ranges such as 0-9 or 1,3,5-7.")
        .whole("seed", "1", "What all random numbers derive from.");
  }

  private static void addSampling(JobOptions.Builder options) {
    options
        .section("Sampling")
        .text("sampler", "NAME", "ddim", "ddim (few steps suffice) or ddpm (ancestral).")
        .whole("steps", "20", "Denoising steps of each image.")
        .number("eta", "0", "Fresh noise in a step of ddim, 0 (none) to 1 (as much as DDPM).")
        .number(
            "guidance",
            "1.5",
            "Scale of classifier-free guidance: 1 for none; more makes images truer to their class"
                + " and less varied; 0 ignores the class.")
        .toggle("clip", "true", "Clip the predicted image to the range of data at each step.");
  }

  private static void addWork(JobOptions.Builder options) {
    options
        .section("Work")
        .whole("batch-size", "64", "Images that an executor denoises at once.")
        .whole("partitions", "0", "Spark partitions; 0 for one per file.");
  }

  private static void addOutput(JobOptions.Builder options) {
    options
        .section("Output")
        .text(
            "output",
            "FOLDER",
            "runs/default/samples",
            "Path or URI (hdfs://, s3a://, file://) of the folder that gets run_id=<id>. Without a"
                + " scheme it lies on the cluster's default file system.")
        .text(
            "run-id",
            "ID",
            JobOption.AUTO,
            "Name of the run. Automatic: derived from what determines the images.")
        .text(
            "publish",
            "FILE",
            OptionValues.NONE,
            "Path or URI of a JSON file that is to name this run's folder. It is replaced in one step"
                + " when the run is complete, and left alone if the run fails.")
        .list("format", "FORMATS", "parquet", "What to write, of parquet, idx and png.")
        .whole(
            "samples-per-file", "0", "Most images in one Parquet file; 0 to let the job choose.");
  }

  private static void addPictures(JobOptions.Builder options) {
    options
        .section("Pictures")
        .list(
            "gif",
            "LABEL",
            OptionValues.NONE,
            "Draw how 16 images of this class come out of noise, as an animation; may be repeated.")
        .toggle("forward-figure", "false", "Draw how one image of --data turns to noise.")
        .text(
            "data",
            "SOURCE",
            "strokes",
            "Data set for --forward-figure: mnist, strokes, auto, or a path or URI.");
  }
}
