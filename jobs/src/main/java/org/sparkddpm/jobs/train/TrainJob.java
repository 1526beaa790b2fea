package org.sparkddpm.jobs.train;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.cli.JobBody;
import org.sparkddpm.jobs.cli.JobMain;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.cluster.JobSession;
import org.sparkddpm.jobs.cluster.StopRequest;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.preflight.Preflight;
import org.sparkddpm.jobs.progress.TaskProgress;
import org.sparkddpm.jobs.storage.Location;

/** The training job: {@code spark-submit [spark options] train-job.jar [options]}. */
public final class TrainJob implements JobBody {

  /**
   * Trains, or shows help.
   *
   * @throws Exception on every failure; returning is success
   */
  public static void main(String[] args) throws Exception {
    JobMain.run(TrainOptions.COMMAND, args, System.out, new TrainJob());
  }

  @Override
  public JobOutcome run(Settings settings) throws Exception {
    return JobSession.run(
        "spark-ddpm train",
        sparkSettings(),
        Duration.ofSeconds(settings.get(TrainOptions.STANDARD.resourceTimeout())),
        Duration.ofSeconds(settings.get(TrainOptions.STANDARD.taskTimeout())),
        (spark, stop) -> work(spark, stop, settings));
  }

  private static JobOutcome work(SparkSession spark, StopRequest stop, Settings settings)
      throws IOException {
    CheckpointStore store =
        new CheckpointStore(
            spark.sparkContext().hadoopConfiguration(),
            settings.get(TrainOptions.CHECKPOINTS),
            settings.get(TrainOptions.KEEP_CHECKPOINTS));
    Preflight preflight =
        new Preflight(spark.sparkContext(), TrainOptions.ENGINE.request(settings));
    preflight.checkWritable(
        "checkpoints", settings.get(TrainOptions.CHECKPOINTS), store::checkWritable);
    if (settings.get(TrainOptions.PREFLIGHT)) {
      check(spark, settings, preflight);
      return JobOutcome.preflight(preflight.figures());
    }
    preflight.stopIfFailed();
    // Before any executor is waited for: another driver on these checkpoints may hold them all.
    Closeable claim = store.claim();
    try {
      OwnFiles.clearBegun(
          Location.of(
              spark.sparkContext().hadoopConfiguration(), settings.get(TrainOptions.CHECKPOINTS)));
      return check(spark, settings, preflight).train(spark, stop, store);
    } finally {
      claim.close();
    }
  }

  /** What the checks found that the training needs. */
  private record Checked(TrainingPlan plan, DataSplits data) {
    JobOutcome train(SparkSession spark, StopRequest stop, CheckpointStore store)
        throws IOException {
      return Training.run(spark, stop, plan, store, data);
    }
  }

  private static Checked check(SparkSession spark, Settings settings, Preflight preflight)
      throws IOException {
    int slots =
        preflight.checkProcesses(
            settings.get(TrainOptions.WORKERS),
            settings.get(TrainOptions.WORKERS),
            Duration.ofSeconds(settings.get(TrainOptions.STANDARD.resourceTimeout())));
    if (slots == 0) {
      preflight.stopIfFailed();
    }
    DataSplits data =
        preflight.checkReadable(
            "data",
            () ->
                TaskProgress.during(
                    JavaSparkContext.fromSparkContext(spark.sparkContext()),
                    "read the data",
                    () -> TrainOptions.DATA.load(spark, settings, settings.get(TrainOptions.SEED))),
            DataSplits::summary,
            "mend what the message names, or give another --data");
    preflight.stopIfFailed();
    if (settings.get(TrainOptions.PREFLIGHT)) {
      preflight.look(
          "look of the data",
          () -> {
            DataPreview preview =
                DataPreview.of(
                    data,
                    Location.of(
                        spark.sparkContext().hadoopConfiguration(),
                        settings.get(TrainOptions.CHECKPOINTS)));
            return Map.entry(preview.summary(), preview.warnings());
          },
          "mend the data, unless it is meant so");
    }
    TrainingPlan plan =
        TrainingPlan.of(spark.sparkContext(), settings, data, slots, preflight.engine());
    preflight.checkMemory(plan.memory(data), plan.hostScratch(), plan.workers());
    preflight.requirePassed();
    return new Checked(plan, data);
  }

  /** Settings of Spark's by their names, with which it moves weights best. */
  public static Map<String, Object> sparkSettings() {
    return Map.of(
        // Weights hardly compress; trying costs more than sending them.
        "spark.broadcast.compress",
        "false",
        "spark.shuffle.compress",
        "false",
        // A result that is cut into blocks is written once, not first to a file for each block.
        "spark.shuffle.sort.bypassMergeThreshold",
        "1",
        // A shard belongs where there is a slot for it, not where its images were read.
        "spark.shuffle.reduceLocality.enabled",
        "false");
  }

  @Override
  public Map<String, Object> dryRun(Settings settings, Configuration hadoop) throws IOException {
    TrainOptions.DATA.find(hadoop, settings);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("preset", settings.get(TrainOptions.PRESET));
    figures.put("images", settings.get(TrainOptions.IMAGES));
    figures.putAll(TrainOptions.ENGINE.request(settings).forTasks(new SparkConf()).figures());
    return figures;
  }
}
