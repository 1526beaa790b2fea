package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
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
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.data.DistributedImages;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.progress.TaskProgress;
import org.sparkddpm.jobs.samples.RunDescription;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.RunInventory;
import org.sparkddpm.jobs.samples.RunManifest;
import org.sparkddpm.jobs.samples.SampleCheck;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.training.ModelConfig;

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
   * /** Takes the folder for the run, or finds that it is this run's already.
   *
   * @param driverEngine what draws pictures on the driver
   * @throws IOException if it holds another run, or cannot be written
   */
  GenerateRun(SparkSession session, SamplePlan plan, RunEngine driverEngine) throws IOException {
    this.driverEngine = driverEngine;
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.plan = plan;
    this.settings = plan.settings();
    this.folder = new RunFolder(spark.hadoopConfiguration(), plan.folder());
    this.writer = new RunWriter(spark.hadoopConfiguration(), folder);
    this.inventory = new RunInventory(spark, plan.folder());
    this.description = writer.claim(plan.description());
    this.exportNames = new ExportNames(description.layout());
    this.outputs = plan.outputs(description.layout());
    this.threads = spark.getConf().getInt("spark.task.cpus", 1);
  }

  JobOutcome run() throws IOException {
    RunManifest earlier = folder.manifest();
    RunManifest found = inventory(earlier.names());
    RunManifest whole = earlier.sameAs(found);
    Set<String> absent = new TreeSet<>(outputs.names());
    absent.removeAll(whole.names());
    if (absent.isEmpty() && folder.complete()) {
      log.info("finished already: {} is complete", plan.folder());
      return JobOutcome.finished(figures(0));
    }
    Optional<LabelledImages> drawn =
        absent.contains(exportNames.forward()) ? Optional.of(dataToDraw()) : Optional.empty();
    writer.reopen();
    Set<String> changed = new TreeSet<>(found.names());
    changed.removeAll(whole.names());
    SampleExports exports = new SampleExports(writer, exportNames, plan);
    // Once given, samples are not taken away by a later command that wants pictures only.
    boolean keep =
        settings.get(GenerateOptions.FORMAT).contains(OutputFormat.PARQUET) || earlier.hasParquet();
    Set<String> rest = new TreeSet<>(outputs.names());
    long made = 0;
    if (outputs.needSamples(absent)) {
      made = makeSamples(changed);
      export(exports, absent);
      if (keep) {
        plan.units().forEach(unit -> rest.add(unit.path()));
      }
    }
    pictures(exports, absent, drawn);
    rest.removeAll(whole.names());
    complete(whole, rest, keep);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
    log.info(
        "finished after {}: {} samples in {}",
        ProgressLine.time(elapsed),
        plan.total(),
        plan.folder());
    return JobOutcome.finished(figures(made));
  }

  /**
   * Lists the files and marks the run as complete.
   *
   * @param whole files that were found to be as the run wrote them
   * @param rest the other files of the run
   * @param keep whether the Parquet files are to stay
   */
  private void complete(RunManifest whole, Set<String> rest, boolean keep) throws IOException {
    RunManifest added = inventory(rest);
    Set<String> gone = new TreeSet<>(rest);
    gone.removeAll(added.names());
    if (!gone.isEmpty()) {
      throw new IOException(
          "%s: %s vanished while the job ran; run the same command again, which makes them again"
              .formatted(plan.folder(), gone));
    }
    RunManifest manifest = whole.with(added);
    writer.write(
        RunManifest.NAME, out -> out.write(manifest.encode(description.toJson(), plan.total())));
    if (!keep) {
      for (int label : plan.labels()) {
        writer.deleteFolder("label=" + label);
      }
    }
    writer.succeed();
  }

  private RunManifest inventory(Set<String> files) {
    return TaskProgress.during(spark, "check files", () -> inventory.of(files));
  }

  /** Makes what is missing of the samples and, of the files that were changed, all. */
  private long makeSamples(Set<String> changed) throws IOException {
    for (SampleUnit unit : plan.units()) {
      if (changed.contains(unit.path())) {
        writer.discard(unit.path());
      }
    }
    List<SampleUnit> missing = writer.missing(plan.units());
    long toMake = missing.stream().mapToLong(SampleUnit::count).sum();
    log.info(
        "{}: {} of {} samples to make, in {} of {} files",
        plan.folder(),
        toMake,
        plan.total(),
        missing.size(),
        plan.units().size());
    if (!missing.isEmpty()) {
      generate(missing, toMake);
    }
    spark.setJobDescription("check " + plan.total() + " samples");
    log.info("reading {} samples back", plan.total());
    SampleCheck check = new SampleCheck(session, plan.folder());
    TaskProgress.during(
        spark,
        "read back",
        () -> {
          check.verify(plan.labels(), settings.get(GenerateOptions.PER_CLASS));
          return toMake;
        });
    return toMake;
  }

  private void export(SampleExports exports, Set<String> absent) throws IOException {
    if (outputs.touches(OutputFormat.IDX, absent)) {
      exports.idx();
    }
    if (outputs.touches(OutputFormat.PNG, absent)) {
      exports.contactSheets(plan.labels());
    }
  }

  private void generate(List<SampleUnit> missing, long toMake) {
    int partitions =
        settings.get(GenerateOptions.PARTITIONS) > 0
            ? settings.get(GenerateOptions.PARTITIONS)
            : missing.size();
    UnitTask task =
        new UnitTask(
            plan.identity(),
            plan.engine(),
            plan.folder(),
            new SerializableConfiguration(spark.hadoopConfiguration()),
            threads);
    Broadcast<float[]> shared = spark.broadcast(plan.weights());
    LongAccumulator done = spark.sc().longAccumulator("samples made");
    spark.setJobDescription("generate " + toMake + " samples");
    try (GenerateProgress progress = new GenerateProgress(done, toMake)) {
      spark
          .parallelize(missing, Math.min(partitions, missing.size()))
          .foreach(unit -> done.add(task.run(unit, shared.value())));
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
    ModelConfig model = plan.identity().model();
    if (!data.shape().equals(model.imageShape())) {
      throw new IllegalArgumentException(
          "--data has images of %s, but the model was trained on %s; give its own data"
              .formatted(data.shape(), model.imageShape()));
    }
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
    figures.put("per_class", settings.get(GenerateOptions.PER_CLASS));
    figures.put("classes", plan.labels());
    if (plan.names().areWords()) {
      figures.put("class_names", plan.labels().stream().map(plan.names()::of).toList());
    }
    figures.put("made_now", made);
    figures.put("seconds", Math.round(seconds));
    if (made > 0) {
      figures.put("images_per_second", made / seconds);
    }
    figures.putAll(plan.engine().figures());
    figures.put("folder", plan.folder());
    if (settings.get(GenerateOptions.FORMAT).contains(OutputFormat.PNG)) {
      figures.put("contact_sheet", folder.path(exportNames.sheet()).toString());
    }
    figures.put("checkpoint", plan.identity().sampling().checkpoint());
    return figures;
  }
}
