package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.jobs.checkpoint.Checkpoint;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.checkpoint.ClassNamesJson;
import org.sparkddpm.jobs.checkpoint.ModelJson;
import org.sparkddpm.jobs.checkpoint.ModelTensors;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
import org.sparkddpm.jobs.checkpoint.TrainingData;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.samples.RunDescription;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.RunIdentity;
import org.sparkddpm.jobs.samples.RunLayout;
import org.sparkddpm.jobs.samples.SampleUnits;
import org.sparkddpm.jobs.samples.SamplingConfig;
import org.sparkddpm.jobs.storage.Sha256;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.ParameterLayout;

/**
 * What the settings come to with their checkpoint, which is read and verified; nothing is written.
 *
 * @param checkpoint that was read
 * @param identity what determines the images
 * @param engine what generates them
 * @param weights of the model, in the order of its layout
 * @param known the model's classes
 * @param gifs labels to animate, each once
 * @param units all pieces of the run, made already or not
 * @param real images that are to lie beside the samples
 * @param folder of the run, with scheme: a relative path would be another one on executors
 */
record SamplePlan(
    Settings settings,
    ReadCheckpoint checkpoint,
    RunIdentity identity,
    RunEngine engine,
    float[] weights,
    KnownClasses known,
    List<Integer> gifs,
    SampleUnits units,
    Optional<RealData> real,
    String folder) {

  private static final Logger log = LoggerFactory.getLogger(SamplePlan.class);

  /**
   * A checkpoint, of which only the weights are kept.
   *
   * @param path of its folder, with scheme
   * @param imagesSeen training images that it had seen
   */
  record ReadCheckpoint(Path path, long imagesSeen) {}

  /**
   * Reads the checkpoint and checks that it can do what the settings ask for.
   *
   * @param engine what is to generate
   * @param real the data that the settings ask to top up, by {@link RealData#of}
   * @throws IOException if there is no intact checkpoint
   * @throws IllegalArgumentException if the settings ask for what the model cannot do
   */
  static SamplePlan of(
      Configuration conf, Settings settings, RunEngine engine, Optional<RealData> real)
      throws IOException {
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
    ClassCounts counts = counts(conf, settings, known, real);
    boolean labelled = !counts.labels().contains(Denoiser.NO_LABEL);
    List<Integer> gifs = gifs(settings, known, labelled);
    if (settings.get(GenerateOptions.FORMAT).contains(OutputFormat.IDX)) {
      checkIdx(counts);
    }
    real.ifPresent(data -> RealData.requireShape(data.shape(), model.imageShape()));
    ChosenSampling chosen = ChosenSampling.of(settings, checkpoint, model.diffusion(), labelled);
    SamplingConfig sampling =
        new SamplingConfig(
            stored.path().getName(),
            settings.get(GenerateOptions.WEIGHTS).name().toLowerCase(Locale.ROOT),
            Sha256.of(weights),
            settings.get(GenerateOptions.SAMPLER),
            chosen.visited().steps(),
            settings.get(GenerateOptions.ETA),
            chosen.guidance().scale(),
            settings.get(GenerateOptions.CLIP),
            settings.get(GenerateOptions.SEED),
            batchSize(settings, counts),
            counts.most(),
            counts.labels(),
            engine.name(),
            engine.precision().toString(),
            counts.uneven(),
            real.isPresent() ? real.get().digest(known) : "",
            counts.later(),
            settings.get(GenerateOptions.SPACING),
            chosen.guidance().interval().low(),
            chosen.guidance().interval().high());
    RunIdentity identity = new RunIdentity(model, sampling);
    return new SamplePlan(
        settings,
        new ReadCheckpoint(stored.path(), stored.imagesSeen()),
        identity,
        engine,
        weights,
        known,
        gifs,
        sampling.units(settings.get(GenerateOptions.SAMPLES_PER_FILE)),
        real,
        folder(conf, settings, identity).location().path().toString());
  }

  private static RunFolder folder(Configuration conf, Settings settings, RunIdentity identity)
      throws IOException {
    return settings.get(GenerateOptions.RUN_ID).isPresent()
        ? RunFolder.named(
            conf, settings.get(GenerateOptions.OUTPUT), settings.get(GenerateOptions.RUN_ID).get())
        : RunFolder.of(conf, settings.get(GenerateOptions.OUTPUT), identity);
  }

  private static ClassCounts counts(
      Configuration conf, Settings settings, KnownClasses known, Optional<RealData> real)
      throws IOException {
    if (settings.get(GenerateOptions.SAMPLES).isPresent()) {
      return settings.get(GenerateOptions.SAMPLES).get().of(known);
    }
    if (settings.get(GenerateOptions.COUNTS).isPresent()) {
      return settings.get(GenerateOptions.COUNTS).get().of(known, conf);
    }
    if (real.isPresent()) {
      return missing(real.get(), known, settings.get(GenerateOptions.AUGMENT_TO).orElseThrow());
    }
    ClassSelection classes = settings.get(GenerateOptions.CLASSES);
    boolean unguided = settings.get(GenerateOptions.GUIDANCE).equals(Optional.of(0.0));
    if (unguided && !classes.equals(ClassSelection.ALL) && !classes.isNone(known)) {
      throw new IllegalArgumentException(
          "--guidance 0 makes images without a class, but --classes names some; leave it out or"
              + " give --classes none, or another --guidance");
    }
    List<Integer> labels = unguided ? List.of(Denoiser.NO_LABEL) : classes.of(known);
    return ClassCounts.even(labels, settings.get(GenerateOptions.PER_CLASS));
  }

  /**
   * Single samples are made in the batches of the run that they are of, whose last bits may depend
   * on their size.
   */
  private static int batchSize(Settings settings, ClassCounts counts) {
    int given = settings.get(GenerateOptions.BATCH_SIZE);
    return settings.get(GenerateOptions.SAMPLES).isPresent()
        ? given
        : (int) Math.min(given, counts.most());
  }

  /** What each class lacks of a number. */
  private static ClassCounts missing(RealData real, KnownClasses known, long wanted) {
    SortedMap<Integer, Long> lacking = real.counts(known);
    lacking.replaceAll((label, count) -> Math.max(0, wanted - count));
    lacking.forEach(
        (label, count) -> {
          if (count > 0) {
            known.requireSeen(label, "--augment-to");
          }
        });
    ClassCounts counts = ClassCounts.of(lacking);
    if (counts.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--augment-to %d makes nothing: each class of %s has as many images; give more",
              wanted,
              real.origin()));
    }
    return counts;
  }

  private static List<Integer> gifs(Settings settings, KnownClasses known, boolean labelled) {
    List<String> drawn = settings.get(GenerateOptions.GIF);
    if (!labelled && !drawn.isEmpty()) {
      throw new IllegalArgumentException(
          "--gif %s draws a class, but the images are to have none (--classes none or --guidance"
                  .formatted(drawn.get(0))
              + " 0); leave it out");
    }
    return drawn.stream().map(name -> known.label(name, "--gif")).distinct().toList();
  }

  /** IDX has a byte for a label and four, with a sign, for the number of images. */
  private static void checkIdx(ClassCounts counts) {
    if (counts.labels().contains(Denoiser.NO_LABEL)) {
      throw new IllegalArgumentException(
          "--format idx cannot hold images without a class; give parquet");
    }
    int highest = Collections.max(counts.labels());
    if (highest > 255) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--format idx cannot hold label %d, its highest is 255; give parquet, or other"
                  + " --classes",
              highest));
    }
    double total = counts.counts().stream().mapToDouble(Long::doubleValue).sum();
    if (total > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--format idx cannot hold %s of %d classes, its most is %d images; give parquet, or"
                  + " several runs",
              counts.uneven().isEmpty()
                  ? counts.most() + " samples of each"
                  : "up to " + counts.most() + " samples",
              counts.labels().size(),
              Integer.MAX_VALUE));
    }
  }

  /** The labels of the run; {@link Denoiser#NO_LABEL} alone for samples without a class. */
  List<Integer> labels() {
    return identity.sampling().classes();
  }

  /** Samples of the whole run. */
  long total() {
    return identity.sampling().total();
  }

  /** What the model's classes are called. */
  ClassNames names() {
    return known.names();
  }

  /** The classes for results: their labels, and their words if they have any. */
  Map<String, Object> classFigures() {
    List<Integer> labels = identity.sampling().labelled() ? labels() : List.of();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("classes", labels);
    if (names().areWords()) {
      figures.put("class_names", labels.stream().map(names()::of).toList());
    }
    return figures;
  }

  /** How many files the command wants. */
  int files() {
    RunOutputs outputs = outputs(RunLayout.APART);
    return outputs.names().size() + (outputs.table() ? units.size() : 0);
  }

  /** How many samples there are of each class, in short. */
  String saidCounts() {
    SamplingConfig sampling = identity.sampling();
    return new ClassCounts(sampling.classes(), sampling.perLabel(), sampling.firstIndices())
        .said(names());
  }

  /** The files of the real images. */
  Optional<RealImages> realImages() {
    return real.map(data -> RealImages.of(data.counts(known), data.shape()));
  }

  /** What the command wants of a run of a layout. */
  RunOutputs outputs(RunLayout layout) {
    return new RunOutputs(
        new ExportNames(layout),
        identity.model().imageShape().channels(),
        labels(),
        Set.copyOf(settings.get(GenerateOptions.FORMAT)),
        gifs,
        settings.get(GenerateOptions.FORWARD_FIGURE),
        realImages().map(RealImages::names).orElse(List.of()));
  }

  /** What the run's folder says of it. */
  RunDescription description() {
    return RunDescription.of(identity, units.largest());
  }
}
