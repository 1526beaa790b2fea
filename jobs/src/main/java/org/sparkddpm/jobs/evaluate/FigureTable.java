package org.sparkddpm.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.sparkddpm.jobs.report.DataTable;
import org.sparkddpm.jobs.report.Numerals;
import org.sparkddpm.jobs.report.Page.Section;

/** Every figure of an evaluation beside that of real images, as a table. */
final class FigureTable {

  private FigureTable() {}

  static Section section(Figures figures) {
    return new Section(
        "figures",
        "All figures",
        "Samples are compared with training images; the column of real images has what as many"
            + " test images give in their place. "
            + compared(figures),
        List.of(table(figures)));
  }

  private static String compared(Figures figures) {
    return "Of each set %s images were compared, of each class as many as all three sets have; agreement, copies and images that equal an earlier one count all. Nearest images are looked for among all training images."
        .formatted(Numerals.count(figures.compared().total()));
  }

  static DataTable table(Figures figures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "Agreement",
            Numerals.percent(figures.agreement().samples()),
            Numerals.percent(figures.agreement().real())));
    rows.add(
        List.of(
            "Agreement of the worst class, " + figures.nameOf(figures.worstClass()),
            Numerals.percent(figures.agreementOf(figures.worstClass())),
            figures
                .ofTest()
                .confusion()
                .agreement(figures.worstClass())
                .map(share -> Numerals.percent(share.value()))
                .orElse("")));
    rows.add(row("Fréchet distance", figures.frechet()));
    rows.add(row("Density", figures.density()));
    rows.add(
        List.of(
            "Coverage",
            Numerals.percent(figures.coverage().samples()),
            Numerals.percent(figures.coverage().real())));
    rows.add(row("Median distance to a training image", figures.nearest().toTraining()));
    rows.add(
        List.of(
            "Nearer to a training image than 99 of 100 real images",
            Numerals.percent(figures.nearest().memorised().value()),
            Numerals.percent(figures.nearest().memorisedOfTest().value())));
    rows.add(
        List.of(
            "Copies of training images",
            Numerals.count(figures.copies().sampleCopies()),
            Numerals.count(figures.copies().testCopies())));
    rows.add(row("Median distance to another image of the set", figures.nearest().between()));
    rows.add(
        List.of(
            "Nearer to another image of the set than 99 of 100 real images",
            Numerals.percent(figures.nearest().alike().value()),
            Numerals.percent(figures.nearest().alikeOfTest().value())));
    rows.add(
        List.of(
            "Images that equal an earlier one",
            Numerals.count(figures.copies().sampleDuplicates()),
            Numerals.count(figures.copies().testDuplicates())));
    figures
        .accuracyScore()
        .ifPresent(
            score ->
                rows.add(
                    List.of(
                        "Classification accuracy score",
                        Numerals.percent(AccuracyScore.mean(score.samples())),
                        Numerals.percent(AccuracyScore.mean(score.real())))));
    return new DataTable(
        "Samples beside real images", List.of("Figure", "Samples", "Real images"), rows, false);
  }

  private static List<String> row(String name, Measured figure) {
    return List.of(name, Numerals.number(figure.samples()), Numerals.number(figure.real()));
  }
}
