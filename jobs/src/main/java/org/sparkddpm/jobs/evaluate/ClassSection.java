package org.sparkddpm.jobs.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sparkddpm.jobs.measures.Confusion;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.report.Block;
import org.sparkddpm.jobs.report.DataTable;
import org.sparkddpm.jobs.report.Intervals;
import org.sparkddpm.jobs.report.Matrix;
import org.sparkddpm.jobs.report.Numerals;
import org.sparkddpm.jobs.report.Page.Section;

/** What the judge says of each class. */
final class ClassSection {

  /** More are only named in a table. */
  private static final int MOST_IN_MATRIX = 24;

  private static final int MOST_ROWS = 100;

  private static final int MOST_NAMED = 10;

  /** A class whose samples were taken for another. */
  private record Mistake(int label, int taken, long count) {}

  private ClassSection() {}

  static Section of(Figures figures, List<Gate> gates) {
    OptionalDouble gate =
        gates.stream()
            .filter(one -> one.option().equals(EvaluateOptions.GATES.minClassAgreement().flag()))
            .mapToDouble(Gate::bound)
            .findFirst();
    List<Block> blocks = new ArrayList<>();
    List<Integer> labels = shown(figures);
    blocks.add(
        new Intervals(
            "Share of the samples that the judge takes for their class; the mark is real images",
            labels.stream().map(label -> row(figures, label, gate)).toList()));
    blocks.add(
        figures.ofSamples().confusion().classes() <= MOST_IN_MATRIX
            ? matrix(figures)
            : mistakes(figures));
    boolean all = labels.size() == figures.samples().labels().size();
    return new Section(
        "classes",
        "Class by class",
        all
            ? "A class is as good as real images where its bar reaches the mark. The line through"
                + " its end is the 95 % interval: few samples make it long."
            : String.format(
                Locale.ROOT,
                "The %d classes of %d that the judge agrees with least often.",
                labels.size(),
                figures.samples().labels().size()),
        blocks);
  }

  /** All labels, or the worst where there are many. */
  private static List<Integer> shown(Figures figures) {
    List<Integer> labels = figures.samples().labels();
    return labels.size() <= MOST_ROWS
        ? labels
        : labels.stream()
            .sorted(Comparator.comparingDouble(figures::agreementOf))
            .limit(MOST_ROWS)
            .toList();
  }

  private static Intervals.Row row(Figures figures, int label, OptionalDouble gate) {
    return new Intervals.Row(
        figures.nameOf(label),
        figures.ofSamples().confusion().agreement(label).orElseThrow(),
        figures.ofTest().confusion().agreement(label).map(Share::value).orElse(-1.0),
        note(figures, label, gate));
  }

  private static String note(Figures figures, int label, OptionalDouble gate) {
    List<String> sentences = new ArrayList<>();
    double agreement = figures.agreementOf(label);
    if (gate.isPresent() && agreement < gate.getAsDouble()) {
      sentences.add(
          "Below the gate of %s with %s."
              .formatted(
                  Numerals.percent(gate.getAsDouble(), agreement),
                  Numerals.percent(agreement, gate.getAsDouble())));
    }
    if (label == figures.worstClass()) {
      confusion(figures, label).ifPresent(sentences::add);
    }
    return String.join(" ", sentences);
  }

  /** The classes below a gate, the worst first: of many the first ten and how many more. */
  static String below(Figures figures, double gate) {
    List<String> below =
        figures.samples().labels().stream()
            .filter(label -> figures.agreementOf(label) < gate)
            .sorted(Comparator.comparingDouble(figures::agreementOf))
            .map(
                label ->
                    "%s (%s)"
                        .formatted(
                            figures.nameOf(label),
                            Numerals.percent(figures.agreementOf(label), gate)))
            .toList();
    String first = below.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = below.size() - MOST_NAMED;
    return more > 0 ? first + " and " + Numerals.count(more) + " more" : first;
  }

  /** What the samples of a label are taken for most often, if it is not their class. */
  static Optional<String> confusion(Figures figures, int label) {
    NavigableMap<Integer, Long> counts = figures.ofSamples().confusion().takenFor(label);
    return counts.keySet().stream()
        .filter(taken -> taken != label)
        .max(Comparator.<Integer>comparingLong(counts::get).thenComparing(taken -> -taken))
        .map(
            taken ->
                "Its samples are most often taken for %s (%s of %s)."
                    .formatted(
                        figures.nameOf(taken),
                        Numerals.count(counts.get(taken)),
                        Numerals.count(figures.samples().count(label))));
  }

  private static Matrix matrix(Figures figures) {
    Confusion confusion = figures.ofSamples().confusion();
    return new Matrix(
        "What samples of each class (rows) are taken for (columns)",
        "class",
        IntStream.range(0, confusion.classes()).mapToObj(figures::nameOf).toList(),
        figures.samples().labels().stream()
            .map(label -> Matrix.row(figures.nameOf(label), label, confusion.row(label)))
            .toList());
  }

  private static DataTable mistakes(Figures figures) {
    List<Mistake> mistakes = new ArrayList<>();
    Confusion confusion = figures.ofSamples().confusion();
    for (int label : confusion.labels()) {
      confusion
          .takenFor(label)
          .forEach(
              (taken, count) -> {
                if (taken != label) {
                  mistakes.add(new Mistake(label, taken, count));
                }
              });
    }
    return new DataTable(
        "The most frequent mistakes",
        List.of("Class", "Taken for", "Samples"),
        mistakes.stream()
            .sorted(Comparator.comparingLong(Mistake::count).reversed())
            .limit(MOST_ROWS)
            .map(
                mistake ->
                    List.of(
                        figures.nameOf(mistake.label()),
                        figures.nameOf(mistake.taken()),
                        Numerals.count(mistake.count())))
            .toList(),
        false);
  }
}
