package org.sparkddpm.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.report.Figure;
import org.sparkddpm.jobs.report.Figure.Bar;
import org.sparkddpm.jobs.report.Numerals;
import org.sparkddpm.jobs.report.Verdict.Outcome;

/** The most important figures of an evaluation, each beside that of real images. */
final class FigureCards {

  private FigureCards() {}

  static List<Figure> of(Figures figures, List<Gate> gates) {
    List<Figure> cards = new ArrayList<>();
    cards.add(agreement(figures, gates));
    cards.add(worstClass(figures, gates));
    cards.add(frechet(figures, gates));
    cards.add(coverage(figures, gates));
    cards.add(memorised(figures));
    cards.add(duplicates(figures));
    figures.accuracyScore().ifPresent(score -> cards.add(accuracyScore(score, gates)));
    return cards;
  }

  private static Figure agreement(Figures figures, List<Gate> gates) {
    Share share = figures.ofSamples().confusion().agreement().orElseThrow();
    return new Figure(
        "Agreement",
        said(gates, EvaluateOptions.GATES.minAgreement(), Numerals.percent(share.value())),
        "Real images: " + Numerals.percent(figures.agreement().real()),
        "of %s samples are what they should be, says the judge (%s to %s with 95 %% confidence)"
            .formatted(
                Numerals.count(share.of()),
                Numerals.percent(share.low()),
                Numerals.percent(share.high())),
        outcome(gates, EvaluateOptions.GATES.minAgreement()),
        new Bar(share.value(), figures.agreement().real()));
  }

  private static Figure worstClass(Figures figures, List<Gate> gates) {
    int worst = figures.worstClass();
    Optional<Double> real = figures.ofTest().confusion().agreement(worst).map(Share::value);
    return new Figure(
        "Worst class: " + figures.nameOf(worst),
        said(
            gates,
            EvaluateOptions.GATES.minClassAgreement(),
            Numerals.percent(figures.agreementOf(worst))),
        real.map(share -> "Real images of it: " + Numerals.percent(share)).orElse(""),
        ClassSection.confusion(figures, worst).orElse("No sample of it is taken for another."),
        outcome(gates, EvaluateOptions.GATES.minClassAgreement()),
        new Bar(figures.agreementOf(worst), real.orElse(-1.0)));
  }

  private static Figure frechet(Figures figures, List<Gate> gates) {
    Measured frechet = figures.frechet();
    return new Figure(
        "Fréchet distance",
        Numerals.number(frechet.samples()),
        Double.isFinite(frechet.ratio())
            ? "Real images: %s, so %s times as far"
                .formatted(
                    Numerals.number(frechet.real()),
                    said(gates, EvaluateOptions.GATES.maxFrechetRatio(), times(frechet.ratio())))
            : "Real images: " + Numerals.number(frechet.real()),
        "how far what the judge sees in the samples lies from the training images; less is better",
        outcome(gates, EvaluateOptions.GATES.maxFrechetRatio()),
        Bar.NONE);
  }

  /** How many times as far, as a report says it. */
  static String times(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.1f" : "%.0f", ratio);
  }

  private static Figure coverage(Figures figures, List<Gate> gates) {
    Measured coverage = figures.coverage();
    return new Figure(
        "Variety (coverage)",
        said(gates, EvaluateOptions.GATES.minCoverage(), Numerals.percent(coverage.samples())),
        "Real images: " + Numerals.percent(coverage.real()),
        "of %s training images have one of as many samples near them: less means that kinds of images are missing"
            .formatted(Numerals.count(figures.compared().total())),
        outcome(gates, EvaluateOptions.GATES.minCoverage()),
        new Bar(coverage.samples(), coverage.real()));
  }

  private static Figure memorised(Figures figures) {
    long copies = figures.copies().sampleCopies();
    return Figure.of(
        "Learned by heart",
        Numerals.percent(figures.nearest().memorised().value()),
        "Real images: " + Numerals.percent(figures.nearest().memorisedOfTest().value()),
        "of the %s samples that were compared are nearer to a training image than 99 of 100 real images are; of all %s, %s"
            .formatted(
                Numerals.count(figures.nearest().memorised().of()),
                Numerals.count(figures.samples().total()),
                copies == 0
                    ? "none is a copy of one"
                    : copies == 1 ? "one is a copy" : Numerals.count(copies) + " are copies"));
  }

  private static Figure duplicates(Figures figures) {
    long exact = figures.copies().sampleDuplicates();
    return Figure.of(
        "Near duplicates",
        Numerals.percent(figures.nearest().alike().value()),
        "Real images: " + Numerals.percent(figures.nearest().alikeOfTest().value()),
        "of the %s samples that were compared have another one nearer than 99 of 100 real images have; of all %s, %s"
            .formatted(
                Numerals.count(figures.nearest().alike().of()),
                Numerals.count(figures.samples().total()),
                exact == 0
                    ? "none is there twice"
                    : exact == 1
                        ? "one is there twice"
                        : Numerals.count(exact) + " are there more than once"));
  }

  private static Figure accuracyScore(AccuracyScore score, List<Gate> gates) {
    double samples = AccuracyScore.mean(score.samples());
    double real = AccuracyScore.mean(score.real());
    return new Figure(
        "As training data",
        said(gates, EvaluateOptions.GATES.minCas(), Numerals.percent(samples)),
        "Real images: " + Numerals.percent(real),
        "of the test images are recognised by classifiers that learned from %s samples alone"
            .formatted(Numerals.count(score.images())),
        outcome(gates, EvaluateOptions.GATES.minCas()),
        new Bar(samples, real));
  }

  private static Outcome outcome(List<Gate> gates, Option<?> option) {
    return gate(gates, option)
        .map(gate -> gate.passed() ? Outcome.PASSED : Outcome.FAILED)
        .orElse(Outcome.OPEN);
  }

  /** A figure as its gate says it, if it has one. */
  private static String said(List<Gate> gates, Option<?> option, String otherwise) {
    return gate(gates, option).map(Gate::figure).orElse(otherwise);
  }

  private static Optional<Gate> gate(List<Gate> gates, Option<?> option) {
    return gates.stream().filter(gate -> gate.option().equals(option.flag())).findFirst();
  }
}
