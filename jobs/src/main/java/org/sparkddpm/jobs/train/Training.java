package org.sparkddpm.jobs.train;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.checkpoint.PatientWriter;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
import org.sparkddpm.jobs.checkpoint.TrainingData;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.cluster.StopRequest;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.progress.TaskProgress;
import org.sparkddpm.jobs.report.ReportFile;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.network.InitialParameters;
import org.sparkddpm.training.Ema;
import org.sparkddpm.unet.ParameterLayout;

/** One execution of the training job: goes on from the newest checkpoint, or begins a run. */
final class Training {

  private static final Logger log = LoggerFactory.getLogger(Training.class);

  private static final double NANOS_PER_MINUTE = 6e10;

  private final JavaSparkContext spark;
  private final Settings settings;
  private final CheckpointStore store;
  private final PatientWriter writer;
  private final StopRequest stop;
  private final TrainingPlan plan;
  private final DataSplits data;
  private final TrainingData seen;
  private final ParameterLayout layout;
  private final Ema ema;
  private final TrainingOutcome outcome;

  private Training(
      SparkSession session,
      TrainingPlan plan,
      CheckpointStore store,
      DataSplits data,
      StopRequest stop) {
    this.stop = stop;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.plan = plan;
    this.settings = plan.settings();
    this.store = store;
    this.writer =
        new PatientWriter(
            store,
            Duration.ofSeconds(settings.get(TrainOptions.STORE_TIMEOUT)),
            stop::requestedWithin);
    this.data = data;
    this.outcome = new TrainingOutcome(plan, data);
    this.seen = TrainingData.of(data.fingerprint().toString(), data.train().classCounts());
    log.info(
        "network: preset {}, {} images on a {}x{} canvas, {} classes",
        settings.get(TrainOptions.PRESET),
        data.train().shape(),
        plan.model().unet().width(),
        plan.model().unet().height(),
        plan.model().unet().classes());
    this.layout = ParameterLayout.of(plan.model().unet());
    this.ema = new Ema(settings.get(TrainOptions.EMA_HALF_LIFE));
    log.info(
        "workers: {} on {} slots, engine {} in {}, minibatches of {}, averaged every {} of them, {}"
            + " parameters",
        plan.workers(),
        plan.slots(),
        plan.setup().engine().name(),
        plan.setup().engine().precision(),
        settings.get(TrainOptions.BATCH_SIZE),
        settings.get(TrainOptions.AVERAGING_INTERVAL),
        layout.length());
  }

  /**
   * Trains until all images are seen, the time is up or the process is told to stop. The caller has
   * a claim on the checkpoints.
   *
   * @throws IOException if the storage fails
   */
  static JobOutcome run(
      SparkSession session,
      StopRequest stop,
      TrainingPlan plan,
      CheckpointStore store,
      DataSplits data)
      throws IOException {
    stop.letWorkEnd();
    try (TrainingMetrics metrics = new TrainingMetrics()) {
      // What stays then the next run removes.
      store.removeOldUnless(stop::requested);
      Optional<StoredCheckpoint> newest = store.newestIntact();
      TrainingPlan continued =
          newest.map(found -> plan.continuing(Resumption.model(found))).orElse(plan);
      if (!continued.model().equals(plan.model())) {
        log.info(
            "going on with what the checkpoint predicts, --prediction {}, not with the preset's {}",
            continued.model().diffusion().prediction(),
            plan.model().diffusion().prediction());
      }
      return new Training(session, continued, store, data, stop).run(newest, metrics);
    }
  }

  private JobOutcome run(Optional<StoredCheckpoint> newest, TrainingMetrics metrics)
      throws IOException {
    Snapshot model;
    if (newest.isPresent()) {
      model = Resumption.of(newest.get(), plan, data.names(), seen, layout);
      if (model.state().imagesSeen() >= settings.get(TrainOptions.IMAGES)) {
        return outcome.finishedBefore(model.state(), newest.get().path());
      }
    } else {
      log.info("no checkpoint in {}: starting from the beginning", store.location());
      model =
          Snapshot.fresh(
              TrainingProgress.start(settings.get(TrainOptions.SEED), plan.workers()),
              InitialParameters.of(plan.model().unet(), settings.get(TrainOptions.SEED)));
    }
    return train(model, metrics);
  }

  private JobOutcome train(Snapshot start, TrainingMetrics metrics) throws IOException {
    try (ShardedData images =
        ShardedData.of(spark, data.train(), plan.workers(), "training images")) {
      Optional<ShardedData> held = plan.validationImages(spark, data.test());
      Optional<LabelledImages> image =
          ReportFile.attempt("a picture of the forward process", () -> data.train().first());
      spread(images, held);
      try {
        return train(start, metrics, images.shards(), Validation.on(plan.setup(), held), image);
      } finally {
        held.ifPresent(ShardedData::close);
      }
    }
  }

  /** Brings the images to the workers; what the executors have read they need no more then. */
  private void spread(ShardedData images, Optional<ShardedData> held) throws IOException {
    spark.setJobDescription("spread the images");
    TaskProgress.during(
        spark,
        "spread the images",
        () -> {
          images.spread();
          if (held.isPresent()) {
            held.get().spread();
          }
          return null;
        });
    data.train().release();
    data.test().release();
  }

  private JobOutcome train(
      Snapshot start,
      TrainingMetrics metrics,
      JavaRDD<Shard> shards,
      Validation validation,
      Optional<LabelledImages> image)
      throws IOException {
    ParameterAveraging averaging =
        new ParameterAveraging(plan.setup(), plan.slots(), start.parameters(), start.optimizer());
    Dl4jRounds dl4j = new Dl4jRounds(spark, plan.model().unet());
    TrainingProgress state = start.state();
    RoundLog rounds = new RoundLog(settings.get(TrainOptions.IMAGES), state.imagesSeen());
    Location folder =
        Location.of(spark.hadoopConfiguration(), settings.get(TrainOptions.CHECKPOINTS));
    TrainingHistory history = TrainingHistory.of(folder, state.round());
    HistoryWriter rows = new HistoryWriter(history, store, writer);
    Trials trials = new Trials(spark, folder, plan.setup(), data.names(), seen.labels(), settings);
    TrainingReport report = new TrainingReport(spark, plan, data, trials, folder, image);
    Optional<Path> page = Optional.empty();
    Optional<TrainingHistory.Round> last = Optional.empty();
    float[] average = start.ema();
    long lastCheckpoint = state.imagesSeen();
    Optional<Path> newest = Optional.empty();
    while (true) {
      RoundPlan round = plan.next(state);
      describe(round.round() + 1, plan.rounds(state), "train");
      Optional<RoundResult> result =
          stop.unlessRequested(() -> dl4j.run(shards, data -> averaging.run(spark, data, round)));
      if (result.isPresent()) {
        state = state.after(round, settings.get(TrainOptions.BATCH_SIZE));
        ema.update(average, averaging.parameters(), state.imagesSeen(), round.images());
        MemoryUse driver = MemoryUse.now();
        rounds.log(state, plan.rounds(state), result.get(), driver);
        last =
            Optional.of(
                TrainingHistory.Round.of(state, plan.learningRate(round), result.get(), driver));
        history.add(last.get());
        metrics.show(
            state.round(),
            state.imagesSeen(),
            result.get().loss(),
            result.get().images() / result.get().seconds());
      }
      store.requireClaim();
      boolean finished = state.imagesSeen() >= settings.get(TrainOptions.IMAGES);
      boolean stopped = !finished && (stop.requested() || timeIsUp());
      long fresh = state.imagesSeen() - lastCheckpoint;
      if (fresh > 0
          && (finished || stopped || fresh >= settings.get(TrainOptions.CHECKPOINT_INTERVAL))) {
        describe(state.round(), plan.rounds(state), "validate");
        OptionalDouble loss = validate(validation, average);
        TrainingHistory.Round newestRound = last.orElseThrow();
        state =
            state.with(new TrainingProgress.Point(state.imagesSeen(), newestRound.loss(), loss));
        history.validated(newestRound, loss);
        // Before the checkpoint: whoever goes on from that needs the rows, and leaves out further
        // ones.
        rows.keep();
        Path written =
            writer.write(
                state.imagesSeen(),
                new Snapshot(state, averaging.parameters(), average, averaging.optimizer())
                    .toCheckpoint(
                        plan.model(), data.names(), seen, settings, plan.setup().engine(), layout),
                loss);
        lastCheckpoint = state.imagesSeen();
        newest = Optional.of(written);
        if (stop.requested() || !(finished || stopped)) {
          rows.keep();
        } else {
          rows.keepAtLast();
        }
        log.info(
            "checkpoint {}{}",
            written,
            loss.isPresent()
                ? String.format(Locale.ROOT, " | validation loss %.4f", loss.getAsDouble())
                : "");
        if (!stop.requested()) {
          trials.make(state.imagesSeen(), average, finished || stopped);
        }
        // Of all trials and rounds, for which a slow store takes longer than a stop may.
        if (!stop.requested()) {
          page = report.write(state, history, written);
        }
      }
      if (finished || stopped) {
        return outcome.ended(finished, stop.requested(), state, newest, page);
      }
    }
  }

  /** What Spark's pages call the jobs that follow. */
  private void describe(long round, long rounds, String doing) {
    spark.setJobDescription(String.format(Locale.ROOT, "round %d/%d: %s", round, rounds, doing));
  }

  /** The loss of the averaged weights, unless there is no more time for it. */
  private OptionalDouble validate(Validation validation, float[] average) {
    return stop.requested()
        ? OptionalDouble.empty()
        : stop.unlessRequested(() -> validation.loss(spark, average))
            .orElse(OptionalDouble.empty());
  }

  private boolean timeIsUp() {
    double minutes = settings.get(TrainOptions.MAX_MINUTES);
    return minutes > 0 && outcome.elapsed().toNanos() >= minutes * NANOS_PER_MINUTE;
  }
}
