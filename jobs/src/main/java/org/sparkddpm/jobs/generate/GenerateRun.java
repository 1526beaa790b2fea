package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.cli.ProgressLine;
import org.sparkddpm.jobs.cluster.ClusterWatch;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.data.DistributedImages;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.progress.TaskProgress;
import org.sparkddpm.jobs.samples.RunDescription;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.RunInventory;
import org.sparkddpm.jobs.samples.RunManifest;
import org.sparkddpm.jobs.samples.SampleCheck;
import org.sparkddpm.jobs.samples.SampleUnits;
import org.sparkddpm.jobs.samples.SamplingConfig;
import org.sparkddpm.jobs.samples.UnitNumbers;
import org.sparkddpm.jobs.storage.ClaimLostException;

/** One execution of the generation job: makes what is missing of a run's samples. */
final class GenerateRun {

  private static final Logger log = LoggerFactory.getLogger(GenerateRun.class);

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final SamplePlan plan;
  private final Settings settings;
  private final RunFolder folder;
  private final RunWriter writer;
  private final RunInventory inventory;
  private final RunDescription description;
  private final ExportNames exportNames;
  private final RunOutputs outputs;
  private final int threads;
  private final RunEngine driverEngine;
  private final long began = System.nanoTime();

  /**
   * Finds that the folder is this run's, or can become it.
   *
   * @param driverEngine what draws pictures on the driver
   * @throws IOException if it holds another run
   */
  GenerateRun(SparkSession session, SamplePlan plan, RunEngine driverEngine) throws IOException {
    this.driverEngine = driverEngine;
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.plan = plan;
    this.settings = plan.settings();
    this.folder = new RunFolder(spark.hadoopConfiguration(), plan.folder());
    this.writer = new RunWriter(folder);
    this.inventory = new RunInventory(spark, plan.folder(), plan.units());
    this.description = writer.examine(plan.description());
    this.exportNames = new ExportNames(description.layout());
    this.outputs = plan.outputs(description.layout());
    this.threads = spark.getConf().getInt("spark.task.cpus", 1);
  }

  /**
   * Makes what is missing, once no other driver writes to the folder.
   *
   * @throws IOException if the storage fails, or the folder is deleted meanwhile
   */
  JobOutcome run() throws IOException {
    // Not even the right to write is needed where all is there.
    if (folder.complete() && !state().lacks()) {
      writer.removeLeftClaims();
      return finishedAlready();
    }
    try (OwnedFolder owned = writer.claim(description)) {
      return owned.during(() -> run(owned));
    }
  }

  private JobOutcome run(OwnedFolder owned) throws IOException {
    RunState state = state();
    if (!state.lacks()) {
      return finishedAlready();
    }
    Set<String> absent = state.absent();
    Optional<LabelledImages> drawn =
        absent.contains(exportNames.forward()) ? Optional.of(dataToDraw()) : Optional.empty();
    writer.reopen();
    writeRealImages(absent);
    SampleExports exports = new SampleExports(writer, exportNames, plan);
    long made = 0;
    if (state.lacksTable() || outputs.needSamples(absent)) {
      made = makeSamples(state);
      export(exports, absent);
    }
    pictures(exports, absent, drawn);
    complete(state, owned);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
    log.info(
        "finished after {}: {} samples in {}",
        ProgressLine.time(elapsed),
        plan.total(),
        plan.folder());
    return JobOutcome.finished(figures(made));
  }

  private RunState state() throws IOException {
    return TaskProgress.during(
        spark, "check files", () -> RunState.of(folder, inventory, plan.units(), outputs));
  }

  private JobOutcome finishedAlready() {
    log.info("finished already: {} is complete", plan.folder());
    return JobOutcome.finished(figures(0));
  }

  /** Lists the files, those that were made among them, and marks the run as complete. */
  private void complete(RunState state, OwnedFolder owned) throws IOException {
    RunManifest added =
        TaskProgress.during(spark, "check files", () -> inventory.of(state.absent()));
    owned.check();
    Set<String> gone = new TreeSet<>(state.absent());
    gone.removeAll(added.others().keySet());
    if (!gone.isEmpty()) {
      throw new IOException(
          "%s: %s vanished while the job ran; run the same command again, which makes them again"
              .formatted(plan.folder(), gone));
    }
    state.whole().others().putAll(added.others());
    RunManifest manifest = state.keep() ? state.whole() : state.whole().withoutUnits();
    writer.write(
        RunManifest.NAME,
        out -> manifest.write(out, description.toJson(), plan.total(), plan.names().words()));
    OwnFiles own = new OwnFiles(folder, plan.units(), exportNames);
    if (!state.keep()) {
      own.removeTable();
    }
    own.clear();
    owned.check();
    writer.succeed();
    try {
      owned.check();
    } catch (ClaimLostException e) {
      // It was deleted just before, and the mark has made it anew.
      writer.reopen();
      throw e;
    }
  }

  private void writeRealImages(Set<String> absent) throws IOException {
    Optional<RealImages> files = plan.realImages();
    if (files.isPresent() && files.get().names().stream().anyMatch(absent::contains)) {
      RealData data = plan.real().orElseThrow();
      log.info("writing {} real images of {}", data.images().size(), data.origin());
      files
          .get()
          .write(
              data.byLabel(plan.known()),
              absent,
              writer,
              spark.hadoopConfiguration(),
              plan.identity(),
              plan.names().words());
    }
  }

  /**
   * Makes what is missing of the samples and, of the files that were changed, all; then reads back
   * what was not found to be whole before.
   *
   * @param state gets the files that were read back
   */
  private long makeSamples(RunState state) {
    BitSet lacking = state.lacking();
    MissingUnits units = new MissingUnits(spark, plan.folder(), plan.units());
    BitSet missing =
        TaskProgress.during(
            spark,
            "look for files",
            () -> {
              units.discard(state.changed());
              return units.among(lacking);
            });
    long toMake = missing.stream().mapToLong(number -> plan.units().get(number).count()).sum();
    log.info(
        "{}: {} of {} samples to make, in {} of {} files",
        plan.folder(),
        toMake,
        plan.total(),
        missing.cardinality(),
        plan.units().size());
    if (!missing.isEmpty()) {
      generate(missing, toMake);
    }
    spark.setJobDescription("check " + plan.total() + " samples");
    long toRead = lacking.stream().mapToLong(number -> plan.units().get(number).count()).sum();
    log.info("reading {} samples back", toRead);
    SampleCheck check = new SampleCheck(spark, plan.folder(), plan.units());
    state
        .whole()
        .units()
        .putAll(
            lacking,
            TaskProgress.during(spark, "read back", () -> check.verify(lacking, outputs.real())));
    return toMake;
  }

  private void export(SampleExports exports, Set<String> absent) throws IOException {
    if (outputs.touches(OutputFormat.IDX, absent)) {
      exports.idx();
    }
    if (outputs.touches(OutputFormat.PNG, absent)) {
      new ContactSheets(writer, exportNames, plan).write(spark);
    }
  }

  private void generate(BitSet missing, long toMake) {
    int partitions =
        settings.get(GenerateOptions.PARTITIONS) > 0
            ? settings.get(GenerateOptions.PARTITIONS)
            : missing.cardinality();
    SampleUnits units = plan.units();
    UnitTask task =
        new UnitTask(
            plan.identity(),
            plan.names().words(),
            plan.engine(),
            plan.folder(),
            new SerializableConfiguration(spark.hadoopConfiguration()),
            threads);
    Broadcast<float[]> shared = spark.broadcast(plan.weights());
    LongAccumulator done = spark.sc().longAccumulator("samples made");
    spark.setJobDescription("generate " + toMake + " samples");
    try (GenerateProgress progress = new GenerateProgress(done, toMake)) {
      ClusterWatch.withSpread(
          spark.sc(),
          units.largest() / units.smallest(),
          () ->
              UnitNumbers.parallelize(spark, missing, partitions)
                  .foreach(
                      numbers -> {
                        for (int number : numbers) {
                          done.add(task.run(units.get(number), shared.value()));
                        }
                      }));
      progress.end();
    } finally {
      shared.destroy();
    }
  }

  /**
   * The image of the figure, read before the samples are made, so that data which do not fit cost
   * no work.
   */
  private LabelledImages dataToDraw() throws IOException {
    DistributedImages data = GenerateOptions.DATA.load(session, settings, 0).train();
    RealData.requireShape(data.shape(), plan.identity().model().imageShape());
    LabelledImages first = data.first();
    data.release();
    return first;
  }

  private void pictures(SampleExports exports, Set<String> absent, Optional<LabelledImages> drawn)
      throws IOException {
    for (int label : plan.gifs()) {
      if (absent.contains(exportNames.animation(label))) {
        exports.reverseProcess(
            ExecutorGenerators.generator(
                plan.identity(),
                driverEngine.create(true, driverEngine.device()),
                plan.weights(),
                Runtime.getRuntime().availableProcessors()),
            plan.identity().sampling().steps(),
            plan.identity().sampling().seed(),
            label);
      }
    }
    if (drawn.isPresent()) {
      exports.forwardProcess(drawn.get(), plan.identity().sampling().seed());
    }
  }

  private Map<String, Object> figures(long made) {
    double seconds = (System.nanoTime() - began) / 1e9;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("samples", plan.total());
    SamplingConfig sampling = plan.identity().sampling();
    if (sampling.even()) {
      figures.put("per_class", sampling.perClass());
    } else {
      figures.put("counts", sampling.counts());
    }
    if (!sampling.firsts().isEmpty()) {
      figures.put("first_indices", sampling.firsts());
    }
    figures.putAll(plan.classFigures());
    plan.real().ifPresent(data -> figures.put("real_images", data.images().size()));
    figures.put("made_now", made);
    figures.put("seconds", Math.round(seconds));
    if (made > 0) {
      figures.put("images_per_second", made / seconds);
    }
    figures.put("calls_per_sample", plan.identity().callsPerSample());
    figures.putAll(plan.engine().figures());
    figures.put("folder", plan.folder());
    if (settings.get(GenerateOptions.FORMAT).contains(OutputFormat.PNG)) {
      figures.put("contact_sheet", folder.path(exportNames.sheet()).toString());
    }
    figures.put("checkpoint", sampling.checkpoint());
    return figures;
  }
}
