package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.jobs.cli.JobBody;
import org.sparkddpm.jobs.cli.JobMain;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.cluster.JobSession;
import org.sparkddpm.jobs.cluster.TaskSlots;
import org.sparkddpm.jobs.compute.EngineRequest;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.preflight.Preflight;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.network.SamplingMemory;

/** The generation job: {@code spark-submit [spark options] generate-job.jar [options]}. */
public final class GenerateJob implements JobBody {

  /**
   * Generates, or shows help.
   *
   * @throws Exception on every failure; returning is success
   */
  public static void main(String[] args) throws Exception {
    JobMain.run(GenerateOptions.COMMAND, args, System.out, new GenerateJob());
  }

  @Override
  public JobOutcome run(Settings settings) throws Exception {
    return JobSession.run(
        "spark-ddpm generate",
        Map.of("spark.broadcast.compress", "false"),
        Duration.ofSeconds(settings.get(GenerateOptions.STANDARD.resourceTimeout())),
        Duration.ofSeconds(settings.get(GenerateOptions.STANDARD.taskTimeout())),
        (spark, stop) -> work(spark, settings));
  }

  private static JobOutcome work(SparkSession spark, Settings settings) throws IOException {
    EngineRequest engine = GenerateOptions.ENGINE.request(settings);
    Preflight preflight = new Preflight(spark.sparkContext(), engine);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    settings
        .get(GenerateOptions.PUBLISH)
        .ifPresent(
            file ->
                preflight.checkWritable(
                    "publish",
                    "the folder of " + file,
                    () -> PointerFile.checkWritable(hadoop, file)));
    preflight.stopIfFailed();
    preflight.checkProcesses(
        1, 0, Duration.ofSeconds(settings.get(GenerateOptions.STANDARD.resourceTimeout())));
    preflight.stopIfFailed();
    SamplePlan plan =
        SamplePlan.of(hadoop, settings, preflight.engine(), RealData.of(spark, settings));
    preflight.checkMemory(
        ExecutorGenerators.memory(plan.identity()),
        SamplingMemory.hostScratch(
            plan.identity().model().unet(), TaskSlots.cpusOfTask(spark.sparkContext().getConf())),
        plan.tasks());
    preflight.requirePassed();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JobOutcome outcome =
        new GenerateRun(spark, plan, engine.forDriver(spark.sparkContext()))
            .run(complete -> GenerationReport.of(context, plan, complete));
    if (settings.get(GenerateOptions.PUBLISH).isPresent()) {
      requireComplete(new RunFolder(hadoop, plan.folder()));
      PointerFile.write(hadoop, settings.get(GenerateOptions.PUBLISH).get(), outcome.figures());
    }
    return outcome;
  }

  /** Nobody is to be told of a run that was taken away just now. */
  private static void requireComplete(RunFolder folder) throws IOException {
    if (!folder.complete()) {
      throw new IOException(
          "%s was complete and is no more, so it is not published; run the same command again, which makes what is missing"
              .formatted(folder.location().path()));
    }
  }

  /**
   * Reads and verifies the checkpoint, and says what would be made of it. What is to be topped up
   * is read, by Spark.
   */
  @Override
  public Map<String, Object> dryRun(Settings settings, Configuration hadoop) throws IOException {
    if (settings.get(GenerateOptions.COUNT.augmentTo()).isEmpty()) {
      return dryRun(settings, hadoop, Optional.empty());
    }
    try (SparkSession spark = JobSession.open("spark-ddpm generate, dry run", Map.of())) {
      return dryRun(settings, hadoop, RealData.of(spark, settings));
    }
  }

  private static Map<String, Object> dryRun(
      Settings settings, Configuration hadoop, Optional<RealData> real) throws IOException {
    RunEngine engine = GenerateOptions.ENGINE.request(settings).forTasks(new SparkConf());
    SamplePlan plan = SamplePlan.of(hadoop, settings, engine, real);
    RunFolder folder = new RunFolder(hadoop, plan.folder());
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("checkpoint", plan.identity().sampling().checkpoint());
    figures.put("samples", plan.total());
    figures.putAll(RunFigures.classes(plan));
    figures.put("counts", plan.saidCounts());
    real.ifPresent(data -> figures.put("real_images", data.images().size()));
    figures.put("guidance", plan.identity().sampling().guidance());
    figures.put("calls_per_sample", plan.identity().callsPerSample());
    figures.putAll(engine.figures());
    figures.put("folder", plan.folder());
    figures.put("files", plan.files());
    figures.put("state", folder.complete() ? "complete" : folder.begun() ? "begun" : "new");
    return figures;
  }
}
