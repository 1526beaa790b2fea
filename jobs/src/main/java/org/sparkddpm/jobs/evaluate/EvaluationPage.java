package org.sparkddpm.jobs.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.report.Command;
import org.sparkddpm.jobs.report.Facts;
import org.sparkddpm.jobs.report.Numerals;
import org.sparkddpm.jobs.report.Page;
import org.sparkddpm.jobs.report.Page.Section;
import org.sparkddpm.jobs.report.Verdict;
import org.sparkddpm.jobs.samples.SampleCommand;
import org.sparkddpm.jobs.samples.SamplingConfig;

/**
 * An evaluation as a page: whether the samples are good, which class is worst, and how to make any
 * of them again.
 *
 * @param figures all that was measured
 * @param gates those that are set
 * @param judge that judged
 * @param data the real images
 * @param command that makes samples again
 * @param settings of the job
 */
record EvaluationPage(
    Figures figures,
    List<Gate> gates,
    StoredJudge judge,
    RealImages data,
    SampleCommand command,
    Settings settings) {

  /**
   * The page.
   *
   * @param shown the samples on it
   */
  Page page(ShownSamples shown, SparkContext spark, ComputeSetup setup) {
    SamplingConfig sampling = figures.samples().description().sampling();
    SampleGalleries galleries = new SampleGalleries(figures, shown, command);
    List<Section> sections = new ArrayList<>();
    sections.add(again());
    sections.add(ClassSection.of(figures, gates));
    sections.addAll(galleries.sections());
    sections.add(FigureTable.section(figures));
    sections.add(origin(spark, setup));
    return new Page(
        "Evaluation",
        title(),
        "%s samples of %s classes, made from %s, judged against %s. The judge is a classifier of its own, trained on real images and no part of the model."
            .formatted(
                Numerals.count(figures.samples().total()),
                Numerals.count(figures.samples().labels().size()),
                sampling.checkpoint(),
                data.data().origin()),
        verdict(),
        FigureCards.of(figures, gates),
        sections,
        Facts.program() + ", evaluate-job");
  }

  private String title() {
    String folder = figures.samples().folder();
    return "Samples of " + folder.substring(folder.lastIndexOf('/') + 1).replace("run_id=", "run ");
  }

  /** What is known of the samples in one line, and what it rests on. */
  Verdict verdict() {
    List<String> sentences = new ArrayList<>();
    long failed = gates.stream().filter(gate -> !gate.passed()).count();
    gates.stream()
        .sorted((one, other) -> Boolean.compare(one.passed(), other.passed()))
        .forEach(gate -> sentences.add(gate.sentence()));
    gates.stream()
        .filter(gate -> !gate.passed())
        .filter(gate -> gate.option().equals(EvaluateOptions.GATES.minClassAgreement().flag()))
        .forEach(
            gate ->
                sentences.add(
                    "Classes below %s: %s."
                        .formatted(gate.option(), ClassSection.below(figures, gate.bound()))));
    if (gates.isEmpty()) {
      sentences.add(agreement());
      sentences.add(variety());
      sentences.add(worst());
      sentences.add(
          "No gate was set, so nothing here passes or fails; --min-agreement, --max-frechet-ratio"
              + " and the others make this line a verdict.");
      return new Verdict(Verdict.Outcome.OPEN, headline(), sentences);
    }
    sentences.add(agreement());
    sentences.add(variety());
    sentences.add(worst());
    return failed == 0
        ? new Verdict(
            Verdict.Outcome.PASSED,
            gates.size() == 1
                ? "Good enough: the gate passed"
                : "Good enough: all " + gates.size() + " gates passed",
            sentences)
        : new Verdict(
            Verdict.Outcome.FAILED,
            gates.size() == 1
                ? "Not good enough: the gate failed"
                : "Not good enough: " + failed + " of " + gates.size() + " gates failed",
            sentences);
  }

  /** Right samples without variety are as little good as various ones that are wrong. */
  private String headline() {
    return "%s of the samples are what they should be, and they cover %s of the real variety"
        .formatted(
            Numerals.percent(figures.agreement().samples()),
            Numerals.percent(figures.coverage().samples()));
  }

  private String agreement() {
    return "The judge takes %s of the samples for what they should be, and %s of real images."
        .formatted(
            Numerals.percent(figures.agreement().samples()),
            Numerals.percent(figures.agreement().real()));
  }

  private String variety() {
    Measured coverage = figures.coverage();
    Measured frechet = figures.frechet();
    String near =
        "Of the training images %s have a sample near them, where of real images %s would."
            .formatted(Numerals.percent(coverage.samples()), Numerals.percent(coverage.real()));
    return Double.isFinite(frechet.ratio())
        ? near
            + " The samples as a whole lie %s times as far from the training images as real ones do."
                .formatted(FigureCards.times(frechet.ratio()))
        : near;
  }

  private String worst() {
    int worst = figures.worstClass();
    return "The worst class is %s, with %s.%s"
        .formatted(
            figures.nameOf(worst),
            Numerals.percent(figures.agreementOf(worst)),
            ClassSection.confusion(figures, worst).map(text -> " " + text).orElse(""));
  }

  /** Sample 17 of class 4, or the nearest to it that the run has. */
  private Section again() {
    SampleSet samples = figures.samples();
    List<Integer> labels = samples.labels();
    int label = labels.contains(4) ? 4 : labels.get(labels.size() - 1);
    long first = samples.first(label);
    long index = first + Math.min(17, samples.count(label) - 1);
    String name = command.sample(label, index);
    return new Section(
        "again",
        "Make a sample again",
        "Every sample is a function of the model, the seed, its class and its index. Click on one"
            + " below for its own command, or write another class and index into this one, in the"
            + " place of "
            + name
            + " after --samples. "
            + SampleCommand.PLACE,
        List.of(
            new Command(
                String.format(Locale.ROOT, "Sample %d of class %s", index, figures.nameOf(label)),
                command.text(name))));
  }

  private Section origin(SparkContext spark, ComputeSetup setup) {
    SampleSet samples = figures.samples();
    SamplingConfig sampling = samples.description().sampling();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Samples", samples.folder());
    facts.put("Checkpoint", command.checkpoint().orElse(sampling.checkpoint()));
    facts.put("Weights", sampling.weights() + ", sha256 " + sampling.weightsSha256());
    facts.put("Sampling", said(sampling));
    facts.put("Data", data.data().summary());
    facts.put("Fingerprint of the data", data.data().fingerprint().toString());
    facts.put(
        "Judge",
        "%s; sha256 of the weights %s"
            .formatted(settings.get(EvaluateOptions.JUDGE), judge.weightsSha256()));
    facts.put(
        "Judge's training",
        "%s; sha256 of pixels and labels %s".formatted(judge.summary(), judge.dataSha256()));
    Map<String, String> environment = Facts.environment(spark.version() + " on " + spark.master());
    setup.engine().figures().forEach((name, value) -> environment.put("Judge's " + name, value));
    return new Section(
        "origin",
        "Where it comes from",
        "",
        List.of(
            Facts.of("Samples, data and judge", facts),
            Facts.of("Environment", environment),
            Facts.options(settings)));
  }

  static String said(SamplingConfig sampling) {
    return String.format(
        Locale.ROOT,
        "%s, %d steps, spacing %s, guidance %s, guidance interval %s, eta %s, seed %d, batches of %d, engine %s in %s",
        sampling.sampler(),
        sampling.steps(),
        sampling.spacing(),
        sampling.guidance(),
        sampling.guidanceInterval(),
        sampling.eta(),
        sampling.seed(),
        sampling.batchSize(),
        sampling.engine(),
        sampling.precision());
  }

  /** The checkpoint that the samples came from, where their run says it. */
  static SampleCommand command(SampleSet samples, Optional<String> checkpoint) {
    return new SampleCommand(samples.description().sampling(), samples.names(), checkpoint);
  }
}
