package org.sparkddpm.jobs.generate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.jobs.samples.SamplingConfig;

/** The figures of a run of samples in the job's result. */
final class RunFigures {

  private RunFigures() {}

  /**
   * Figures of a run that is complete.
   *
   * @param made samples that this job made of it
   * @param took the time of this job
   * @param sheet the file of all samples in one picture, where there is one
   */
  static Map<String, Object> of(SamplePlan plan, long made, Duration took, Path sheet) {
    double seconds = took.toNanos() / 1e9;
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
    figures.putAll(classes(plan));
    plan.real().ifPresent(data -> figures.put("real_images", data.images().size()));
    figures.put("made_now", made);
    figures.put("seconds", Math.round(seconds));
    if (made > 0) {
      figures.put("images_per_second", made / seconds);
    }
    figures.put("calls_per_sample", plan.identity().callsPerSample());
    figures.putAll(plan.engine().figures());
    figures.put("folder", plan.folder());
    if (plan.settings().get(GenerateOptions.FORMAT).contains(OutputFormat.PNG)) {
      figures.put("contact_sheet", sheet.toString());
    }
    figures.put("checkpoint", sampling.checkpoint());
    return figures;
  }

  /** The classes: their labels, and their words if they have any. */
  static Map<String, Object> classes(SamplePlan plan) {
    List<Integer> labels = plan.identity().sampling().labelled() ? plan.labels() : List.of();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("classes", labels);
    if (plan.names().areWords()) {
      figures.put("class_names", labels.stream().map(plan.names()::of).toList());
    }
    return figures;
  }
}
