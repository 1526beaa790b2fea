package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.images.ClassNames;
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

/**
 * What the settings come to with their checkpoint, which is read and verified; nothing is written.
 *
 * @param checkpoint that was read
 * @param identity what determines the images
 * @param engine what generates them
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
    List<Integer> gifs,
    SampleUnits units,
    Optional<RealData> real,
    String folder) {

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
    ReadCheckpoint checkpoint = ReadCheckpoint.of(conf, settings);
    ModelConfig model = checkpoint.model();
    KnownClasses known = checkpoint.known();
    ClassCounts counts = GenerateOptions.COUNT.wanted(conf, settings, known, real);
    boolean labelled = !counts.labels().contains(Denoiser.NO_LABEL);
    List<Integer> gifs = gifs(settings, known, labelled);
    if (settings.get(GenerateOptions.FORMAT).contains(OutputFormat.IDX)) {
      counts.requireFitsIdx();
    }
    real.ifPresent(data -> RealData.requireShape(data.shape(), model.imageShape()));
    ChosenSampling chosen = ChosenSampling.of(settings, checkpoint, labelled);
    SamplingConfig sampling =
        new SamplingConfig(
            checkpoint.path().getName(),
            settings.get(GenerateOptions.WEIGHTS).name().toLowerCase(Locale.ROOT),
            Sha256.of(checkpoint.weights()),
            settings.get(GenerateOptions.SAMPLING.sampler()),
            chosen.visited().steps(),
            settings.get(GenerateOptions.SAMPLING.eta()),
            chosen.guidance().scale(),
            settings.get(GenerateOptions.SAMPLING.clip()),
            settings.get(GenerateOptions.SEED),
            batchSize(settings, counts, engine),
            counts.most(),
            counts.labels(),
            engine.name(),
            engine.precision().toString(),
            counts.uneven(),
            real.isPresent() ? real.get().digest(known) : "",
            counts.later(),
            settings.get(GenerateOptions.SAMPLING.spacing()),
            chosen.guidance().interval().low(),
            chosen.guidance().interval().high());
    RunIdentity identity = new RunIdentity(model, sampling);
    return new SamplePlan(
        settings,
        checkpoint,
        identity,
        engine,
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

  /**
   * Single samples are made in the batches of the run that they are of, whose last bits may depend
   * on their size.
   */
  private static int batchSize(Settings settings, ClassCounts counts, RunEngine engine) {
    int given = GenerateOptions.batchSize(settings, engine);
    return settings.get(GenerateOptions.COUNT.samples()).isPresent()
        ? given
        : (int) Math.min(given, counts.most());
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

  /** The labels of the run; {@link Denoiser#NO_LABEL} alone for samples without a class. */
  List<Integer> labels() {
    return identity.sampling().classes();
  }

  /** Samples of the whole run. */
  long total() {
    return identity.sampling().total();
  }

  /** Tasks that make the whole run. */
  int tasks() {
    return tasks(units.size());
  }

  /**
   * Tasks that make some units.
   *
   * @param count of the units, at least 1
   */
  int tasks(int count) {
    int asked = settings.get(GenerateOptions.PARTITIONS);
    return asked > 0 ? Math.min(asked, count) : count;
  }

  /** The model's classes. */
  KnownClasses known() {
    return checkpoint.known();
  }

  /** What the model's classes are called. */
  ClassNames names() {
    return known().names();
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
    return real.map(data -> RealImages.of(data.counts(known()), data.shape()));
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
