package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.jobs.checkpoint.Checkpoint;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.checkpoint.ClassNamesJson;
import org.sparkddpm.jobs.checkpoint.ModelJson;
import org.sparkddpm.jobs.checkpoint.ModelTensors;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
import org.sparkddpm.jobs.checkpoint.TrainingData;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.options.Origin;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.samples.RunDescription;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.RunIdentity;
import org.sparkddpm.jobs.samples.RunLayout;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.jobs.samples.SamplingConfig;
import org.sparkddpm.jobs.storage.Sha256;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.ParameterLayout;

/**
 * What the settings come to with their checkpoint, which is read and verified; nothing is written.
 *
 * @param identity what determines the images
 * @param engine what generates them
 * @param weights of the model, in the order of its layout
 * @param names of the model's classes
 * @param gifs labels to animate, each once
 * @param units all pieces of the run, made already or not
 * @param folder of the run, with scheme: a relative path would be another one on executors
 */
record SamplePlan(
    Settings settings,
    RunIdentity identity,
    RunEngine engine,
    float[] weights,
    ClassNames names,
    List<Integer> gifs,
    List<SampleUnit> units,
    String folder) {

  private static final Logger log = LoggerFactory.getLogger(SamplePlan.class);

  /**
   * Reads the checkpoint and checks that it can do what the settings ask for.
   *
   * @param engine what is to generate
   * @throws IOException if there is no intact checkpoint
   * @throws IllegalArgumentException if the settings ask for what the model cannot do
   */
  static SamplePlan of(Configuration conf, Settings settings, RunEngine engine) throws IOException {
    StoredCheckpoint stored = CheckpointStore.read(conf, settings.get(GenerateOptions.CHECKPOINT));
    log.info("checkpoint {}: {} images seen", stored.path(), stored.imagesSeen());
    Checkpoint checkpoint = stored.checkpoint();
    ModelConfig model;
    ClassNames names;
    Optional<TrainingData> trained;
    float[] weights;
    try {
      model = ModelJson.fromJson(checkpoint.config().path("model"));
      names = ClassNamesJson.of(checkpoint.config(), model.unet().classes());
      trained = TrainingData.of(checkpoint.config(), model.unet().classes());
      weights =
          ModelTensors.flat(
              ParameterLayout.of(model.unet()),
              checkpoint.tensors(
                  settings.get(GenerateOptions.WEIGHTS) == Weights.RAW
                      ? Checkpoint.PARAMETERS
                      : Checkpoint.EMA),
              "");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(stored.path() + ": " + e.getMessage(), e);
    }
    KnownClasses known = new KnownClasses(model.unet().classes(), names, trained);
    List<Integer> labels = settings.get(GenerateOptions.CLASSES).of(known);
    List<Integer> gifs =
        settings.get(GenerateOptions.GIF).stream()
            .map(drawn -> known.label(drawn, "--gif"))
            .distinct()
            .toList();
    if (settings.get(GenerateOptions.FORMAT).contains(OutputFormat.IDX)) {
      checkIdx(labels, settings.get(GenerateOptions.PER_CLASS));
    }
    boolean defaultGuidance = settings.origin(GenerateOptions.GUIDANCE) == Origin.DEFAULT;
    SamplingConfig sampling =
        new SamplingConfig(
            stored.path().getName(),
            settings.get(GenerateOptions.WEIGHTS).name().toLowerCase(Locale.ROOT),
            Sha256.of(weights),
            settings.get(GenerateOptions.SAMPLER),
            steps(model, settings),
            settings.get(GenerateOptions.ETA),
            guidance(checkpoint, settings.get(GenerateOptions.GUIDANCE), defaultGuidance),
            settings.get(GenerateOptions.CLIP),
            settings.get(GenerateOptions.SEED),
            (int)
                Math.min(
                    settings.get(GenerateOptions.BATCH_SIZE),
                    settings.get(GenerateOptions.PER_CLASS)),
            settings.get(GenerateOptions.PER_CLASS),
            labels,
            engine.name(),
            engine.precision().toString());
    RunIdentity identity = new RunIdentity(model, sampling);
    // Refuses impossible steps before any work.
    identity.newSampler();
    return new SamplePlan(
        settings,
        identity,
        engine,
        weights,
        names,
        gifs,
        SampleUnit.plan(
            labels,
            settings.get(GenerateOptions.PER_CLASS),
            sampling.batchSize(),
            settings.get(GenerateOptions.SAMPLES_PER_FILE)),
        folder(conf, settings, identity).location().path().toString());
  }

  private static RunFolder folder(Configuration conf, Settings settings, RunIdentity identity)
      throws IOException {
    return settings.get(GenerateOptions.RUN_ID).isPresent()
        ? RunFolder.named(
            conf, settings.get(GenerateOptions.OUTPUT), settings.get(GenerateOptions.RUN_ID).get())
        : RunFolder.of(conf, settings.get(GenerateOptions.OUTPUT), identity);
  }

  /** IDX has a byte for a label and four, with a sign, for the number of images. */
  private static void checkIdx(List<Integer> labels, long perClass) {
    int highest = Collections.max(labels);
    if (highest > 255) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--format idx cannot hold label %d, its highest is 255; give parquet, or other"
                  + " --classes",
              highest));
    }
    if (perClass > Integer.MAX_VALUE / labels.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--format idx cannot hold %d samples of each of %d classes, its most is %d images;"
                  + " give parquet, or several runs",
              perClass,
              labels.size(),
              Integer.MAX_VALUE));
    }
  }

  /** The default fits the model; other steps than it can do are refused by the sampler. */
  private static int steps(ModelConfig model, Settings settings) {
    int steps = settings.get(GenerateOptions.STEPS);
    int most = model.diffusion().timesteps();
    if (steps <= most || settings.origin(GenerateOptions.STEPS) != Origin.DEFAULT) {
      return steps;
    }
    log.info(
        "--steps {} instead of the default {}, as the model has {} timesteps", most, steps, most);
    return most;
  }

  private static double guidance(Checkpoint checkpoint, double wanted, boolean isDefault) {
    boolean knowsNoLabel = checkpoint.config().path("label_dropout").asDouble(0) > 0;
    if (knowsNoLabel || wanted == 1) {
      return wanted;
    }
    if (isDefault) {
      log.warn("the model was trained without dropped labels: --guidance 1 instead of {}", wanted);
      return 1;
    }
    throw new IllegalArgumentException(
        "--guidance "
            + wanted
            + " needs a model that was trained with --label-dropout above 0; this one was not, so"
            + " give --guidance 1");
  }

  /** The labels of the run. */
  List<Integer> labels() {
    return identity.sampling().classes();
  }

  /** Samples of the whole run. */
  long total() {
    return identity.sampling().total();
  }

  /** What the command wants of a run of a layout. */
  RunOutputs outputs(RunLayout layout) {
    return new RunOutputs(
        new ExportNames(layout),
        identity.model().imageShape().channels(),
        labels(),
        units,
        Set.copyOf(settings.get(GenerateOptions.FORMAT)),
        gifs,
        settings.get(GenerateOptions.FORWARD_FIGURE));
  }

  /** What the run's folder says of it. */
  RunDescription description() {
    return RunDescription.of(identity, units.get(0).count());
  }
}
