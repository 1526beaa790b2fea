package org.sparkddpm.jobs.cli;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a generation run is to do.
 *
 * @param checkpoint path or URI of a checkpoint, or of a folder of them (the newest is taken)
 * @param weights which weights of the checkpoint to use
 * @param perClass images of each class
 * @param classes the classes to generate
 * @param sampler {@code ddpm} or {@code ddim}
 * @param steps denoising steps of each image
 * @param eta share of fresh noise in a DDIM step, in [0, 1]; 0 is deterministic; 0 for ddpm
 * @param guidance classifier-free guidance scale; 1 is the conditional model alone, 0 ignores the
 *     class
 * @param clip whether the predicted image is clipped to [-1, 1] at each step
 * @param seed what all random numbers derive from
 * @param batchSize images that an executor denoises at once
 * @param partitions Spark partitions; 0 for one per file
 * @param samplesPerFile most images in one Parquet file; 0 to let the job choose
 * @param output path or URI of the folder that gets {@code run_id=<id>}
 * @param runId name of the run; empty where the job derives it from what determines the images
 * @param publish path or URI of the file that names the finished run; empty for none
 * @param formats forms to write, at least one
 * @param gifLabels classes to draw the denoising of as an animation
 * @param forwardFigure whether to draw the noising of one image
 * @param data data set whose image the forward figure takes
 * @param resourceTimeout seconds to wait for executors
 * @param taskTimeout seconds after which a task hangs; 0 to let the job choose
 * @param dryRun whether to check the settings only
 * @param result path or URI of the result file
 */
public record GenerateSettings(
    String checkpoint,
    Weights weights,
    long perClass,
    ClassSelection classes,
    String sampler,
    int steps,
    double eta,
    double guidance,
    boolean clip,
    long seed,
    int batchSize,
    int partitions,
    int samplesPerFile,
    String output,
    Optional<String> runId,
    Optional<String> publish,
    Set<OutputFormat> formats,
    List<Integer> gifLabels,
    boolean forwardFigure,
    String data,
    int resourceTimeout,
    int taskTimeout,
    boolean dryRun,
    String result)
    implements JobSettings {

  static final List<String> SAMPLERS = List.of("ddpm", "ddim");

  /**
   * Checks every value.
   *
   * @throws UsageException with everything that is wrong
   */
  public GenerateSettings {
    Problems check = new Problems();
    check.requirePath("checkpoint", checkpoint);
    check.requirePath("output", output);
    check.requirePath("data", data);
    check.requirePath("result", result);
    publish.ifPresent(file -> check.requirePath("publish", file));
    check.require(perClass >= 1, "per-class", perClass, "give at least 1, such as 1000");
    check.requireChoice("sampler", sampler, SAMPLERS);
    check.require(steps >= 1, "steps", steps, "give at least 1, such as 20");
    check.require(eta >= 0 && eta <= 1, "eta", eta, "give 0 (deterministic) to 1");
    check.requireTogether(
        !sampler.equals("ddpm") || eta == 0,
        List.of("sampler", "eta"),
        "--eta %s means nothing to --sampler ddpm, whose noise is fixed; leave it out, or give --sampler ddim"
            .formatted(eta));
    check.require(
        guidance >= 0 && Double.isFinite(guidance),
        "guidance",
        guidance,
        "give a finite number from 0 on, such as 1.5");
    check.require(batchSize >= 1, "batch-size", batchSize, "give at least 1, such as 64");
    check.require(partitions >= 0, "partitions", partitions, "give 1 or more, 0 for one per file");
    check.require(
        samplesPerFile >= 0, "samples-per-file", samplesPerFile, "give 1 or more, 0 for automatic");
    // It becomes the folder run_id=<id>.
    check.require(
        runId.map(id -> id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")).orElse(true),
        "run-id",
        runId.orElse(""),
        "give 1 to 100 letters, digits, dots, dashes or underscores, such as 2024-05-01");
    check.require(
        !formats.isEmpty(),
        "format",
        "none",
        "give at least one of " + String.join(", ", Words.all(OutputFormat.class)));
    check.require(
        gifLabels.stream().allMatch(label -> label >= 0), "gif", gifLabels, "give labels from 0");
    check.require(
        resourceTimeout >= 1,
        JobOption.RESOURCE_TIMEOUT,
        resourceTimeout,
        "give at least 1 second, such as 300");
    check.require(
        taskTimeout >= 0,
        JobOption.TASK_TIMEOUT,
        taskTimeout,
        "give seconds, such as 600, or 0 to let the job choose");
    check.throwIfAny();
    formats = Collections.unmodifiableSet(EnumSet.copyOf(formats));
    gifLabels = gifLabels.stream().distinct().toList();
  }

  static GenerateSettings from(OptionValues values) {
    String output = values.text("output");
    return new GenerateSettings(
        values.text("checkpoint"),
        values.parsed("weights", word -> Words.parse(Weights.class, word)),
        values.whole("per-class"),
        values.parsed("classes", ClassSelection::parse),
        values.text("sampler"),
        values.count("steps"),
        values.number("eta"),
        values.number("guidance"),
        values.toggle("clip"),
        values.whole("seed"),
        values.count("batch-size"),
        values.count("partitions"),
        values.count("samples-per-file"),
        output,
        values.textUnlessAuto("run-id"),
        Optional.of(values.text("publish")).filter(file -> !file.equals(OptionValues.NONE)),
        Set.copyOf(values.list("format", word -> Words.parse(OutputFormat.class, word))),
        values.list("gif", GenerateSettings::label),
        values.toggle("forward-figure"),
        values.text("data"),
        values.count(JobOption.RESOURCE_TIMEOUT),
        values.count(JobOption.TASK_TIMEOUT),
        values.toggle(JobOption.DRY_RUN),
        values
            .textUnlessAuto(JobOption.RESULT)
            .orElseGet(() -> ResultFile.in(output, "_result.json")));
  }

  private static int label(String text) {
    long label = OptionValues.toLong(text);
    if (label < 0 || label > 9999) {
      throw new IllegalArgumentException("give labels from 0 to 9999, such as 3 or 3,5");
    }
    return (int) label;
  }
}
