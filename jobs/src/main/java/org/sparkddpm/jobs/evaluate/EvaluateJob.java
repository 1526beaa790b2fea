package org.sparkddpm.jobs.evaluate;

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
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.preflight.Preflight;

/** The evaluation job: {@code spark-submit [spark options] evaluate-job.jar [options]}. */
public final class EvaluateJob implements JobBody {

  /**
   * Evaluates, or shows help.
   *
   * @throws Exception on every failure; returning is success
   */
  public static void main(String[] args) throws Exception {
    JobMain.run(EvaluateOptions.COMMAND, args, System.out, new EvaluateJob());
  }

  @Override
  public JobOutcome run(Settings settings) throws Exception {
    return JobSession.run(
        "spark-ddpm evaluate",
        Map.of("spark.broadcast.compress", "false"),
        Duration.ofSeconds(settings.get(EvaluateOptions.STANDARD.resourceTimeout())),
        Duration.ofSeconds(settings.get(EvaluateOptions.STANDARD.taskTimeout())),
        (spark, stop) -> work(spark, settings));
  }

  private static JobOutcome work(SparkSession session, Settings settings) throws IOException {
    Configuration hadoop = session.sparkContext().hadoopConfiguration();
    JudgeFolder folder = new JudgeFolder(hadoop, settings.get(EvaluateOptions.JUDGE));
    EvaluationFile file = new EvaluationFile(hadoop, EvaluateOptions.folder(settings, hadoop));
    Preflight preflight = new Preflight(session.sparkContext(), EvaluateOptions.engine(settings));
    Optional<SampleSet> samples = places(hadoop, settings, preflight, folder, file);
    preflight.stopIfFailed();
    int slots =
        preflight.checkProcesses(
            1, 0, Duration.ofSeconds(settings.get(EvaluateOptions.STANDARD.resourceTimeout())));
    DataSplits data =
        preflight.checkReadable(
            "data",
            () ->
                EvaluateOptions.DATA.load(
                    session, settings, settings.get(EvaluateOptions.HOLD_OUT_SEED)),
            DataSplits::summary,
            "mend what the message names, or give another --data");
    preflight.requirePassed();
    samples.ifPresent(set -> set.requireFits(data));
    return new EvaluateRun(
            JavaSparkContext.fromSparkContext(session.sparkContext()),
            settings,
            folder,
            file,
            data,
            preflight.engine(),
            slots)
        .run(samples);
  }

  /** Tries the places that are written to, and finds the samples. */
  private static Optional<SampleSet> places(
      Configuration hadoop,
      Settings settings,
      Preflight preflight,
      JudgeFolder folder,
      EvaluationFile file) {
    if (settings.get(EvaluateOptions.TRAIN_JUDGE)) {
      preflight.checkWritable("judge", folder.toString(), folder::checkWritable);
    } else {
      preflight.checkReadable(
          "judge",
          folder::require,
          StoredJudge::summary,
          "mend what the message names, or give another --judge");
    }
    Optional<String> location = settings.get(EvaluateOptions.SAMPLES);
    if (location.isEmpty()) {
      return Optional.empty();
    }
    preflight.checkWritable("output", file.toString(), file::checkWritable);
    return Optional.ofNullable(
        preflight.checkReadable(
            "samples",
            () -> SampleSet.find(hadoop, location.get()),
            SampleSet::summary,
            "mend what the message names, or give other --samples"));
  }

  /** Says which samples there are and whether there is a judge; the data are not read. */
  @Override
  public Map<String, Object> dryRun(Settings settings, Configuration hadoop) throws IOException {
    Map<String, Object> figures = new LinkedHashMap<>();
    Optional<String> location = settings.get(EvaluateOptions.SAMPLES);
    if (location.isPresent()) {
      SampleSet samples = SampleSet.find(hadoop, location.get());
      figures.put("folder", samples.folder());
      figures.put("samples", samples.total());
      figures.put("classes", samples.labels());
    }
    JudgeFolder folder = new JudgeFolder(hadoop, settings.get(EvaluateOptions.JUDGE));
    Optional<StoredJudge> judge =
        settings.get(EvaluateOptions.TRAIN_JUDGE) ? folder.read() : Optional.of(folder.require());
    figures.put("judge", judge.isPresent() ? "there" : "to be trained");
    judge.ifPresent(there -> figures.put("judge_accuracy", there.accuracy().value()));
    figures.put("output", EvaluateOptions.folder(settings, hadoop));
    figures.putAll(EvaluateOptions.engine(settings).forTasks(new SparkConf()).figures());
    return figures;
  }
}
