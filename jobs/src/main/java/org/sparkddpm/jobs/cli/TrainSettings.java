package org.sparkddpm.jobs.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a training run is to do.
 *
 * @param data {@code mnist}, {@code strokes}, or path or URI of a data set
 * @param checkpoints path or URI of the folder that holds the checkpoints
 * @param preset name of the preset, which also sets the network's shape
 * @param images training images to see in all, counting those before a restart
 * @param batchSize images in a worker's minibatch
 * @param averagingInterval minibatches of each worker between two averagings
 * @param workers parallel workers; 0 for one per executor slot
 * @param learningRate Adam's learning rate after the warm-up
 * @param finalLearningRate what the cosine decay over the images ends at
 * @param warmupImages images over which the learning rate rises from 0
 * @param gradientClip largest global norm of the gradient; 0 for no bound
 * @param emaHalfLife half-life of the weights' moving average, in images; 0 for no average
 * @param labelDropout share of the images that train without their label, in [0, 1)
 * @param schedule name of the noise schedule
 * @param timesteps number of noise levels
 * @param conditioning how the class enters the network: {@code maps}, {@code embedding}, {@code
 *     both}
 * @param checkpointInterval images between two checkpoints
 * @param keepCheckpoints newest checkpoints to keep
 * @param storeTimeout seconds for which a checkpoint that cannot be written is tried again
 * @param validationImages images of the test split in each validation; 0 for no validation
 * @param maxMinutes minutes after which the run stops with a checkpoint; 0 for no bound
 * @param seed what all random numbers derive from
 * @param resourceTimeout seconds to wait for executors
 * @param taskTimeout seconds after which a task hangs; 0 to let the job choose
 * @param dryRun whether to check the settings only
 * @param preflight whether to check only that the job can run here
 * @param result path or URI of the result file
 */
public record TrainSettings(
    String data,
    String checkpoints,
    String preset,
    long images,
    int batchSize,
    int averagingInterval,
    int workers,
    double learningRate,
    double finalLearningRate,
    long warmupImages,
    double gradientClip,
    double emaHalfLife,
    double labelDropout,
    String schedule,
    int timesteps,
    String conditioning,
    long checkpointInterval,
    int keepCheckpoints,
    int storeTimeout,
    int validationImages,
    double maxMinutes,
    long seed,
    int resourceTimeout,
    int taskTimeout,
    boolean dryRun,
    boolean preflight,
    String result)
    implements JobSettings {

  static final List<String> SCHEDULES = List.of("linear", "linear-rescaled", "cosine");
  static final List<String> CONDITIONINGS = List.of("maps", "embedding", "both");

  /**
   * Checks every value.
   *
   * @throws UsageException with everything that is wrong
   */
  public TrainSettings {
    Problems check = new Problems();
    check.requirePath("data", data);
    check.requirePath("checkpoints", checkpoints);
    check.requirePath("result", result);
    check.require(!preset.isBlank(), "preset", preset, "give a name such as tiny");
    check.require(images >= 1, "images", images, "give at least 1, such as 60000");
    check.require(batchSize >= 1, "batch-size", batchSize, "give at least 1, such as 16");
    check.require(
        averagingInterval >= 1, "averaging-interval", averagingInterval, "give at least 1");
    check.require(workers >= 0, "workers", workers, "give at least 1, or 0 for one per slot");
    boolean rate = learningRate > 0 && learningRate <= 1;
    check.require(rate, "learning-rate", learningRate, "give more than 0, at most 1, such as 1e-3");
    boolean finalRate = finalLearningRate >= 0;
    check.require(
        finalRate, "final-learning-rate", finalLearningRate, "give 0 or more, such as 1e-4");
    check.requireTogether(
        !rate || !finalRate || finalLearningRate <= learningRate,
        List.of("final-learning-rate", "learning-rate"),
        ("--final-learning-rate %s is above --learning-rate %s: the rate only decays; lower the"
                + " final rate or give the same for none")
            .formatted(finalLearningRate, learningRate));
    check.require(warmupImages >= 0, "warmup-images", warmupImages, "give 0 (none) or more");
    check.requireTogether(
        images < 1 || warmupImages <= images,
        List.of("warmup-images", "images"),
        "--warmup-images %d is above --images %d: the warm-up would not end; lower it"
            .formatted(warmupImages, images));
    check.require(isFrom0(gradientClip), "gradient-clip", gradientClip, "give 0 (off) or more");
    check.require(isFrom0(emaHalfLife), "ema-half-life", emaHalfLife, "give 0 (off) or more");
    check.require(
        labelDropout >= 0 && labelDropout < 1,
        "label-dropout",
        labelDropout,
        "give a share from 0 to below 1, such as 0.1");
    check.requireChoice("schedule", schedule, SCHEDULES);
    check.require(
        timesteps >= 2 && timesteps <= 100_000, "timesteps", timesteps, "give 2 to 100000");
    check.requireChoice("conditioning", conditioning, CONDITIONINGS);
    check.require(
        checkpointInterval >= 1, "checkpoint-interval", checkpointInterval, "give at least 1");
    check.require(keepCheckpoints >= 1, "keep-checkpoints", keepCheckpoints, "give at least 1");
    check.require(
        storeTimeout >= 0, "store-timeout", storeTimeout, "give 0 seconds (one attempt) or more");
    check.require(
        validationImages >= 0, "validation-images", validationImages, "give 0 (none) or more");
    check.require(
        isFrom0(maxMinutes) && maxMinutes <= 1e6,
        "max-minutes",
        maxMinutes,
        "give 0 (no bound) to 1000000");
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
  }

  static TrainSettings from(OptionValues values) {
    String checkpoints = values.text("checkpoints");
    return new TrainSettings(
        values.text("data"),
        checkpoints,
        values.text("preset"),
        values.whole("images"),
        values.count("batch-size"),
        values.count("averaging-interval"),
        values.count("workers"),
        values.number("learning-rate"),
        values.number("final-learning-rate"),
        values.whole("warmup-images"),
        values.number("gradient-clip"),
        values.number("ema-half-life"),
        values.number("label-dropout"),
        values.text("schedule"),
        values.count("timesteps"),
        values.text("conditioning"),
        values.whole("checkpoint-interval"),
        values.count("keep-checkpoints"),
        values.count("store-timeout"),
        values.count("validation-images"),
        values.number("max-minutes"),
        values.whole("seed"),
        values.count(JobOption.RESOURCE_TIMEOUT),
        values.count(JobOption.TASK_TIMEOUT),
        values.toggle(JobOption.DRY_RUN),
        values.toggle(JobOption.PREFLIGHT),
        values
            .textUnlessAuto(JobOption.RESULT)
            .orElseGet(() -> ResultFile.in(checkpoints, "_result.json")));
  }

  /** How long the run may take before it stops with a checkpoint; empty for no bound. */
  public Optional<Duration> maxDuration() {
    long milliseconds = Math.round(maxMinutes * 60_000);
    return maxMinutes == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(milliseconds));
  }

  private static boolean isFrom0(double value) {
    return value >= 0 && Double.isFinite(value);
  }
}
