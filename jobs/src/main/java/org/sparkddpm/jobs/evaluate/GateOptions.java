package org.sparkddpm.jobs.evaluate;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.options.OptionList;
import org.sparkddpm.jobs.options.Settings;

/**
 * The options that make an evaluation fail where a figure is not good enough; see {@link Gate}.
 *
 * @param minAgreement least share of the samples that are what they should be
 * @param minClassAgreement the same for every class
 * @param maxFrechetRatio greatest Frechet distance over that of test images
 * @param minCoverage least share of the real images that are covered
 * @param minCas least mean accuracy of classifiers that learn from samples
 */
record GateOptions(
    Option<Optional<Double>> minAgreement,
    Option<Optional<Double>> minClassAgreement,
    Option<Optional<Double>> maxFrechetRatio,
    Option<Optional<Double>> minCoverage,
    Option<Optional<Double>> minCas) {

  /** Adds the options to those of the job. */
  static GateOptions add(OptionList options) {
    options.section("Gates");
    return new GateOptions(
        share(
            options,
            "min-agreement",
            "Least share of the samples that the judge takes for what they should be.",
            "give 0 to 1, such as 0.95"),
        share(
            options,
            "min-class-agreement",
            "The same for every single class.",
            "give 0 to 1, such as 0.9"),
        gate(
            options,
            "max-frechet-ratio",
            "Greatest Frechet distance of the samples, as a multiple of that of as many test images.",
            ratio -> ratio > 0,
            "give more than 0, such as 5"),
        share(
            options,
            "min-coverage",
            "Least coverage of the real images by the samples.",
            "give 0 to 1, such as 0.8"),
        share(
            options,
            "min-cas",
            "Least mean accuracy of the classifiers that are trained on samples (--cas-seeds).",
            "give 0 to 1, such as 0.95"));
  }

  static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  private static Option<Optional<Double>> share(
      OptionList options, String name, String description, String remedy) {
    return gate(options, name, description, GateOptions::isShare, remedy);
  }

  private static Option<Optional<Double>> gate(
      OptionList options, String name, String description, Predicate<Double> holds, String remedy) {
    return options.number(name).describe(description).check(holds, remedy).orElse("none");
  }

  /** All of them, in their order. */
  List<Option<Optional<Double>>> all() {
    return List.of(minAgreement, minClassAgreement, maxFrechetRatio, minCoverage, minCas);
  }

  /** Whether any of them is set. */
  boolean any(Settings settings) {
    return all().stream().map(settings::get).anyMatch(Optional::isPresent);
  }
}
