package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.jobs.cli.GenerateOptions;
import org.sparkddpm.jobs.cli.GenerateSettings;
import org.sparkddpm.jobs.cli.JobBody;
import org.sparkddpm.jobs.cli.JobMain;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.cli.ResolvedOptions;
import org.sparkddpm.jobs.cluster.ClusterWatch;
import org.sparkddpm.jobs.cluster.SubmitSettings;
import org.sparkddpm.jobs.preflight.Preflight;
import org.sparkddpm.jobs.samples.RunFolder;

/** The generation job: {@code spark-submit [spark options] generate-job.jar [options]}. */
public final class GenerateJob implements JobBody<GenerateSettings> {

  /**
   * Generates, or shows help.
   *
   * @throws Exception on every failure; returning is success
   */
  public static void main(String[] args) throws Exception {
    JobMain.run(GenerateOptions.command(), args, System.out, new GenerateJob());
  }

  @Override
  public JobOutcome run(GenerateSettings settings, ResolvedOptions options) throws Exception {
    try (SparkSession spark =
        SparkSession.builder()
            .appName("spark-ddpm generate")
            .config("spark.broadcast.compress", "false")
            .getOrCreate()) {
      SubmitSettings.check(spark.sparkContext().getConf());
      return ClusterWatch.guard(
          spark.sparkContext(),
          Duration.ofSeconds(settings.resourceTimeout()),
          Duration.ofSeconds(settings.taskTimeout()),
          () -> work(spark, settings, options));
    }
  }

  private static JobOutcome work(
      SparkSession spark, GenerateSettings settings, ResolvedOptions options) throws IOException {
    Preflight preflight = new Preflight(spark.sparkContext());
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    settings
        .publish()
        .ifPresent(
            file ->
                preflight.checkWritable(
                    "publish",
                    "the folder of " + file,
                    () -> PointerFile.checkWritable(hadoop, file)));
    preflight.stopIfFailed();
    preflight.checkProcesses(1, Duration.ofSeconds(settings.resourceTimeout()));
    preflight.requirePassed();
    SamplePlan plan = SamplePlan.of(hadoop, settings, options);
    JobOutcome outcome = new GenerateRun(spark, plan).run();
    if (settings.publish().isPresent()) {
      PointerFile.write(hadoop, settings.publish().get(), outcome.figures());
    }
    return outcome;
  }

  /** Reads and verifies the checkpoint, and says what would be made of it. */
  @Override
  public Map<String, Object> rehearse(
      GenerateSettings settings, ResolvedOptions options, Configuration hadoop) throws IOException {
    SamplePlan plan = SamplePlan.of(hadoop, settings, options);
    RunFolder folder = new RunFolder(hadoop, plan.folder());
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("checkpoint", plan.identity().sampling().checkpoint());
    figures.put("samples", plan.total());
    figures.put("classes", plan.labels());
    figures.put("guidance", plan.identity().sampling().guidance());
    figures.put("folder", plan.folder());
    figures.put("files", plan.outputs().names().size());
    figures.put("state", folder.complete() ? "complete" : folder.begun() ? "begun" : "new");
    return figures;
  }
}
