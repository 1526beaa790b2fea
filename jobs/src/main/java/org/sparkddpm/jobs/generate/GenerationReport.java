package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkddpm.jobs.checkpoint.TrainingData;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.report.ReportFile;
import org.sparkddpm.jobs.samples.GenerationFile;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.storage.BegunFiles;

/** The report of a complete run of samples, in the run's folder. */
final class GenerationReport {

  /** What a killed driver may have begun there. */
  private static final Set<String> NAMES = Set.of(ReportFile.NAME, GenerationFile.FILE);

  private GenerationReport() {}

  /**
   * Makes the report, unless nothing was made and it is there.
   *
   * @return the outcome with the report's path, where there is one
   */
  static JobOutcome of(JavaSparkContext spark, SamplePlan plan, JobOutcome outcome) {
    Optional<Path> report =
        ReportFile.attempt(ReportFile.NAME, () -> write(spark, plan, outcome.figures()))
            .flatMap(written -> written);
    Map<String, Object> figures = new LinkedHashMap<>(outcome.figures());
    report.ifPresent(path -> figures.put("report", path.toString()));
    return new JobOutcome(outcome.status(), figures);
  }

  private static Optional<Path> write(
      JavaSparkContext spark, SamplePlan plan, Map<String, Object> figures) throws IOException {
    RunFolder folder = new RunFolder(spark.hadoopConfiguration(), plan.folder());
    GenerationPage page = new GenerationPage(spark, plan, folder, figures);
    Path place = folder.path(GenerationFile.FOLDER);
    Path file = new Path(place, ReportFile.NAME);
    if (page.made() == 0 && folder.location().fileSystem().exists(file)) {
      return Optional.of(file);
    }
    BegunFiles.removeUnlessLink(folder.location().at(place), NAMES::contains);
    ReadCheckpoint checkpoint = plan.checkpoint();
    GenerationFile.of(
            checkpoint.path().toString(),
            checkpoint.imagesSeen(),
            checkpoint.known().data().map(TrainingData::fingerprint),
            figures)
        .write(folder);
    spark.setJobDescription("report");
    return ReportFile.write(folder.location().fileSystem(), place, page::page);
  }
}
