package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
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
  }

  /**
   * Makes what is missing, once no other driver writes to the folder.
   *
   * @param report makes the report of the complete run while the folder is still this driver's, and
   *     adds it to the outcome
   * @throws IOException if the storage fails, or the folder is deleted meanwhile
   */
  JobOutcome run(UnaryOperator<JobOutcome> report) throws IOException {
    // Not even the right to write is needed where all is there.
    if (folder.complete() && !state().lacks()) {
      writer.removeLeftClaims();
      return report.apply(finishedAlready());
    }
    try (OwnedFolder owned = writer.claim(description, outputs.table())) {
      return owned.during(
          () -> {
            JobOutcome outcome = report.apply(run(owned));
            // What was deleted before comes back in part with the report.
            owned.check();
            return outcome;
          });
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
      made = new SampleMaker(spark, plan).make(state, outputs.real());
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

  private void export(SampleExports exports, Set<String> absent) throws IOException {
    if (outputs.touches(OutputFormat.IDX, absent)) {
      exports.idx();
    }
    if (outputs.touches(OutputFormat.PNG, absent)) {
      new ContactSheets(writer, exportNames, plan).write(spark);
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
            driverEngine.onDevice(
                device ->
                    ExecutorGenerators.generator(
                        plan.identity(),
                        device.create(true),
                        plan.checkpoint().weights(),
                        Runtime.getRuntime().availableProcessors())),
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
    Path sheet = folder.path(exportNames.sheet());
    return RunFigures.of(plan, made, Duration.ofNanos(System.nanoTime() - began), sheet);
  }
}
