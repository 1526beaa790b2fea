package org.sparkddpm.jobs.train;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.cli.JobBody;
import org.sparkddpm.jobs.cli.JobMain;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.cli.ResolvedOptions;
import org.sparkddpm.jobs.cli.TrainOptions;
import org.sparkddpm.jobs.cli.TrainSettings;
import org.sparkddpm.jobs.cluster.ClusterWatch;
import org.sparkddpm.jobs.cluster.SubmitSettings;
import org.sparkddpm.jobs.data.DataSets;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.preflight.Preflight;

/** The training job: {@code spark-submit [spark options] train-job.jar [options]}. */
public final class TrainJob implements JobBody<TrainSettings> {

  /**
   * Trains, or shows help.
   *
   * @throws Exception on every failure; returning is success
   */
  public static void main(String[] args) throws Exception {
    JobMain.run(TrainOptions.command(), args, System.out, new TrainJob());
  }

  @Override
  public JobOutcome run(TrainSettings settings, ResolvedOptions options) throws Exception {
    try (SparkSession spark =
        SparkSession.builder().appName("spark-ddpm train").config(sparkSettings()).getOrCreate()) {
      SubmitSettings.check(spark.sparkContext().getConf());
      return ClusterWatch.guard(
          spark.sparkContext(),
          Duration.ofSeconds(settings.resourceTimeout()),
          Duration.ofSeconds(settings.taskTimeout()),
          () -> work(spark, settings, options));
    }
  }

  private static JobOutcome work(
      SparkSession spark, TrainSettings settings, ResolvedOptions options) throws IOException {
    CheckpointStore store =
        new CheckpointStore(
            spark.sparkContext().hadoopConfiguration(),
            settings.checkpoints(),
            settings.keepCheckpoints());
    Preflight preflight = new Preflight(spark.sparkContext());
    preflight.checkWritable("checkpoints", settings.checkpoints(), store::checkWritable);
    if (settings.preflight()) {
      check(spark, settings, preflight);
      return JobOutcome.preflight(preflight.figures());
    }
    preflight.stopIfFailed();
    // Before any executor is waited for: another driver on these checkpoints may hold them all.
    Closeable claim = store.claim();
    try {
      return check(spark, settings, preflight).train(spark, settings, options, store);
    } finally {
      claim.close();
    }
  }

  /** What the checks found that the training needs. */
  private record Means(int slots, DataSplits data) {
    JobOutcome train(
        SparkSession spark, TrainSettings settings, ResolvedOptions options, CheckpointStore store)
        throws IOException {
      return Training.run(spark, settings, options, store, data, slots);
    }
  }

  private static Means check(SparkSession spark, TrainSettings settings, Preflight preflight)
      throws IOException {
    int slots =
        preflight.checkProcesses(
            settings.workers(), Duration.ofSeconds(settings.resourceTimeout()));
    DataSplits data =
        preflight.checkReadable(
            "data", () -> DataSets.load(spark, settings.data()), DataSplits::summary);
    preflight.requirePassed();
    return new Means(slots, data);
  }

  /** How Spark moves weights best. */
  static Map<String, Object> sparkSettings() {
    return Map.of(
        // Weights hardly compress; trying costs more than sending them.
        "spark.broadcast.compress",
        "false",
        "spark.shuffle.compress",
        "false",
        // A result that is cut into blocks is written once, not first to a file for each block.
        "spark.shuffle.sort.bypassMergeThreshold",
        "1");
  }

  @Override
  public Map<String, Object> rehearse(
      TrainSettings settings, ResolvedOptions options, Configuration hadoop) {
    return Map.of("preset", settings.preset(), "images", settings.images());
  }
}
