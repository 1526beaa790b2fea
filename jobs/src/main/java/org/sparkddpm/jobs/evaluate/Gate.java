package org.sparkddpm.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparkddpm.jobs.options.Option;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.report.Numerals;

/**
 * What a figure must be for the samples to pass.
 *
 * @param option that sets it, such as {@code --min-agreement}
 * @param what the figure is, in words
 * @param value of the figure
 * @param bound that it is held against
 * @param atLeast whether the bound is the least value that passes, or the greatest
 */
record Gate(String option, String what, double value, double bound, boolean atLeast) {

  boolean passed() {
    return atLeast ? value >= bound : value <= bound;
  }

  /** The gates that are set, in the order of the options. */
  static List<Gate> of(Settings settings, Figures figures) {
    List<Gate> gates = new ArrayList<>();
    least(
        gates,
        settings,
        EvaluateOptions.GATES.minAgreement(),
        "agreement",
        figures.agreement().samples());
    least(
        gates,
        settings,
        EvaluateOptions.GATES.minClassAgreement(),
        "agreement of class " + figures.nameOf(figures.worstClass()),
        figures.agreementOf(figures.worstClass()));
    settings
        .get(EvaluateOptions.GATES.maxFrechetRatio())
        .ifPresent(
            bound ->
                gates.add(
                    new Gate(
                        EvaluateOptions.GATES.maxFrechetRatio().flag(),
                        "Frechet ratio",
                        figures.frechet().ratio(),
                        bound,
                        false)));
    least(
        gates,
        settings,
        EvaluateOptions.GATES.minCoverage(),
        "coverage",
        figures.coverage().samples());
    figures
        .accuracyScore()
        .ifPresent(
            score ->
                least(
                    gates,
                    settings,
                    EvaluateOptions.GATES.minCas(),
                    "classification accuracy score",
                    AccuracyScore.mean(score.samples())));
    return gates;
  }

  private static void least(
      List<Gate> gates,
      Settings settings,
      Option<Optional<Double>> option,
      String what,
      double value) {
    settings
        .get(option)
        .ifPresent(bound -> gates.add(new Gate(option.flag(), what, value, bound, true)));
  }

  /** The same for a reader of a report. */
  String sentence() {
    return String.format(
        Locale.ROOT,
        "%s: %s is %s, and %s asks for %s %s.",
        passed() ? "Passed" : "Failed",
        // A terminal may not know the letter, a page does.
        what.replace("Frechet", "Fréchet"),
        figure(),
        option,
        atLeast ? "at least" : "at most",
        said(bound, value));
  }

  /** The figure with so many digits that no reader takes it for the bound. */
  String figure() {
    return said(value, bound);
  }

  /** Shares have a least value and are said in percent; the ratio has a greatest one. */
  private String said(double number, double other) {
    return atLeast ? Numerals.percent(number, other) : Numerals.number(number, other);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s is %s, %s %s asks for %s %s",
        what,
        Numerals.fixed(value, bound, 4),
        passed() ? "as" : "but",
        option,
        atLeast ? "at least" : "at most",
        bound);
  }
}
