package org.sparkddpm.jobs.evaluate;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.cluster.TaskSlots;
import org.sparkddpm.jobs.compute.RunEngine;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.report.ReportFile;
import org.sparkddpm.jobs.samples.GenerationFile;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.SampleCommand;
import org.sparkddpm.jobs.storage.Location;
import org.sparkddpm.jobs.storage.WriterClaim;
import org.sparkddpm.judge.JudgePlan;

/** One execution of the evaluation job: makes or finds the judge, and judges the samples. */
final class EvaluateRun {

  private static final Logger log = LoggerFactory.getLogger(EvaluateRun.class);

  private static final int PARTITIONS_OF_SLOT = 4;

  private final JavaSparkContext spark;
  private final Settings settings;
  private final JudgeFolder folder;
  private final EvaluationFile file;
  private final ComputeSetup setup;
  private final ComputeSetup training;
  private final RealImages real;
  private final int partitions;
  private final long began = System.nanoTime();

  /**
   * A run.
   *
   * @param folder of the judge
   * @param file that gets the figures
   * @param slots tasks that run at the same time
   */
  EvaluateRun(
      JavaSparkContext spark,
      Settings settings,
      JudgeFolder folder,
      EvaluationFile file,
      DataSplits data,
      RunEngine engine,
      int slots) {
    this.spark = spark;
    this.settings = settings;
    this.folder = folder;
    this.file = file;
    this.partitions =
        settings.get(EvaluateOptions.PARTITIONS) > 0
            ? settings.get(EvaluateOptions.PARTITIONS)
            : PARTITIONS_OF_SLOT * slots;
    int taskCpus = TaskSlots.cpusOfTask(spark.getConf());
    this.setup = new ComputeSetup(engine, taskCpus);
    // The only task there is then has its executor to itself.
    this.training = new ComputeSetup(engine, TaskSlots.coresOfExecutor(spark.sc(), slots));
    this.real = RealImages.of(data, partitions);
  }

  /**
   * Runs it.
   *
   * @param samples empty where only a judge is wanted
   * @throws UnfitJudgeException if the judge is wrong too often
   * @throws GatesFailedException after all figures are written, if the samples are not good enough
   * @throws IOException if something cannot be read or written
   */
  JobOutcome run(Optional<SampleSet> samples) throws IOException {
    StoredJudge judge = judge();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("judge", folder.toString());
    figures.put("judge_accuracy", judge.accuracy().value());
    List<Gate> gates = List.of();
    if (samples.isPresent()) {
      Optional<GenerationFile> made = generation(samples.get());
      made.flatMap(GenerationFile::trainedOn).ifPresent(this::warnOfOtherData);
      try (WriterClaim claim = file.claim();
          Jury jury = new Jury(spark, judge.config(), judge.weights(), setup)) {
        file.clear();
        Figures measured =
            new Evaluation(spark, settings, real, samples.get(), judge, setup, partitions)
                .run(jury);
        gates = Gate.of(settings, measured);
        gates.forEach(gate -> log.info("{}", gate));
        claim.check();
        file.write(measured, folder.toString(), jury.id(), real.data().summary(), gates);
        log.info("all figures are in {}", file);
        figures.putAll(measured.summary());
        figures.put("evaluation", file.toString());
        figures.putAll(report(measured, gates, judge, jury, made));
      }
    }
    figures.putAll(setup.engine().figures());
    figures.put("seconds", Math.round((System.nanoTime() - began) / 1e9));
    requirePassed(gates, figures);
    return JobOutcome.finished(figures);
  }

  private StoredJudge judge() throws IOException {
    JudgeMaker maker = new JudgeMaker(spark, real, folder, training, setup, JudgeImages.MOST_BYTES);
    return settings.get(EvaluateOptions.TRAIN_JUDGE)
        ? maker.make(
            JudgePlan.of(
                settings.get(EvaluateOptions.SEED), settings.get(EvaluateOptions.JUDGE_IMAGES)),
            settings.get(EvaluateOptions.MIN_JUDGE_ACCURACY))
        : maker.find();
  }

  private Optional<GenerationFile> generation(SampleSet samples) {
    return ReportFile.attempt(
            "where the samples came from",
            () -> GenerationFile.read(new RunFolder(spark.hadoopConfiguration(), samples.folder())))
        .flatMap(found -> found);
  }

  private void warnOfOtherData(String trainedOn) {
    String here = real.data().fingerprint().toString();
    if (!here.equals(trainedOn)) {
      log.warn(
          "the model of these samples was trained on other images than those of --data: fingerprint"
              + " {}, not {}. All figures compare with the latter; give the data of the training, with"
              + " its columns and its --seed as --hold-out-seed",
          trainedOn,
          here);
    }
  }

  /** Makes the report and the model card, whatever the gates say; returns where they are. */
  private Map<String, Object> report(
      Figures measured,
      List<Gate> gates,
      StoredJudge judge,
      Jury jury,
      Optional<GenerationFile> made) {
    Location place = file.folder();
    SampleCommand command =
        EvaluationPage.command(measured.samples(), made.map(GenerationFile::checkpoint));
    Map<String, Object> written = new LinkedHashMap<>();
    ReportFile.attempt(
            ModelCard.NAME, () -> new ModelCard(measured, gates, judge, real, command).write(place))
        .ifPresent(card -> written.put("model_card", card.toString()));
    EvaluationPage page = new EvaluationPage(measured, gates, judge, real, command, settings);
    spark.setJobDescription("report");
    ReportFile.write(
            place.fileSystem(),
            place.path(),
            () -> page.page(ShownSamples.of(spark, measured, real, jury), spark.sc(), setup))
        .ifPresent(file -> written.put("report", file.toString()));
    return written;
  }

  private void requirePassed(List<Gate> gates, Map<String, Object> figures) {
    List<Gate> failed = gates.stream().filter(gate -> !gate.passed()).toList();
    if (!failed.isEmpty()) {
      throw new GatesFailedException(failed, file.toString(), figures);
    }
  }
}
