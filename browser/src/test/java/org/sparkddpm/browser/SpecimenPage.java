package org.sparkddpm.browser;

import java.util.List;
import java.util.stream.IntStream;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.pictures.ContactSheet;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.report.Block;
import org.sparkddpm.jobs.report.Chart;
import org.sparkddpm.jobs.report.Command;
import org.sparkddpm.jobs.report.DataTable;
import org.sparkddpm.jobs.report.DataUri;
import org.sparkddpm.jobs.report.Figure;
import org.sparkddpm.jobs.report.Filmstrip;
import org.sparkddpm.jobs.report.Gallery;
import org.sparkddpm.jobs.report.Intervals;
import org.sparkddpm.jobs.report.Matrix;
import org.sparkddpm.jobs.report.Page;
import org.sparkddpm.jobs.report.Page.Section;
import org.sparkddpm.jobs.report.Preview;
import org.sparkddpm.jobs.report.Verdict;

/** A page with every kind of block, with long words and names that look like markup. */
final class SpecimenPage {

  private static final int CLASSES = 10;
  private static final LabelledImages DIGITS = Strokes.draw(0, 200);
  private static final String LONG =
      "hdfs://a-name-node-with-a-long-name.example.org:8020/user/somebody/checkpoints/step-000000120000-a6b4d575";

  private SpecimenPage() {}

  static Page page() {
    return new Page(
        "Specimen",
        "Samples of run r0123456789ab",
        "1,000 samples of 10 classes, made from step-000000120000-a6b4d575, judged against " + LONG,
        new Verdict(
            Verdict.Outcome.FAILED,
            "Not good enough: 1 of 2 gates failed",
            List.of(
                "Failed: coverage is 0.41, and --min-coverage asks for at least 0.7.",
                "The judge takes 93.2 % of the samples for what they should be.")),
        List.of(
            new Figure(
                "Agreement",
                "93.2 %",
                "Real images: 99.2 %",
                "of 1,000 samples are what they should be, says the judge",
                Verdict.Outcome.PASSED,
                new Figure.Bar(0.932, 0.992)),
            new Figure(
                "Variety (coverage)",
                "41.0 %",
                "Real images: 95.8 %",
                "of the training images have a sample near them",
                Verdict.Outcome.FAILED,
                new Figure.Bar(0.41, 0.958)),
            Figure.of("Fréchet distance", "12.4", "Real images: 1.55", "less is better")),
        List.of(
            section("again", new Command("Sample 17 of class 4", command("4:17"))),
            section("classes", intervals(), matrix()),
            section("samples", gallery(true, false)),
            section("nearest", gallery(false, true)),
            section("curves", chart("Loss", true), chart("Throughput", false)),
            section("film", film(true)),
            section("still", film(false)),
            section("origin", table(false), table(true))),
        "a specimen");
  }

  private static Section section(String id, Block... blocks) {
    return new Section(id, "Section " + id, "What is to be seen in it.", List.of(blocks));
  }

  private static String command(String sample) {
    return "scripts/spark-submit generate-job \\\n  --checkpoint " + LONG + " --samples " + sample;
  }

  private static Intervals intervals() {
    return new Intervals(
        "Agreement by class",
        IntStream.range(0, CLASSES)
            .mapToObj(
                label ->
                    new Intervals.Row(
                        label == 3 ? "<b>a class</b> & co" : Integer.toString(label),
                        new Share(99 - label, 100),
                        label == 5 ? -1 : 0.99,
                        label == 9 ? "Its samples are most often taken for 4." : ""))
            .toList());
  }

  private static Matrix matrix() {
    List<String> names = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    return new Matrix(
        "What samples are taken for",
        "class",
        names,
        IntStream.range(0, CLASSES)
            .mapToObj(
                label -> {
                  long[] counts = new long[CLASSES];
                  counts[label] = label == 7 ? 4 : 90;
                  counts[(label + 5) % CLASSES] += label == 7 ? 96 : 10;
                  return Matrix.row(names.get(label), label, counts);
                })
            .toList());
  }

  private static Gallery gallery(boolean sortable, boolean pairs) {
    return new Gallery(
        "Samples",
        sortable,
        List.of(new Gallery.Fact("Seed", "1"), new Gallery.Fact("Checkpoint", LONG)),
        command(Gallery.SAMPLE),
        IntStream.range(0, pairs ? 1 : 3)
            .mapToObj(
                label ->
                    new Gallery.Group(
                        "Class " + label,
                        IntStream.range(0, 19)
                            .mapToObj(index -> item(label, index, pairs))
                            .toList()))
            .toList());
  }

  private static Gallery.Item item(int label, int index, boolean pair) {
    int at = 10 * index + label;
    return new Gallery.Item(
        label + ":" + index,
        "sample " + index + " of class " + label,
        image(at),
        pair ? "3.21" : index == 4 ? "as 9" : "",
        index == 4,
        1 - (index * 7 % 19) / 20.0,
        pair ? image(at + 1) : "",
        pair ? "the training image nearest to it" : "",
        List.of(new Gallery.Fact("Index", Integer.toString(index))));
  }

  private static String image(int at) {
    return new Preview(DIGITS.shape()).uri(DIGITS.image(at));
  }

  private static Chart chart(String title, boolean two) {
    List<Chart.Point> points =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new Chart.Point(i * 120, 0.05 + 1 / (1 + i / 20.0)))
            .toList();
    List<Chart.Point> few = List.of(points.get(100), points.get(500), points.get(999));
    Chart.Series curve = new Chart.Series(title, points, false);
    return new Chart(
        title,
        "goes from 1.05 to 0.07",
        "images seen",
        "mean squared error",
        two,
        two ? List.of(curve, new Chart.Series("validation loss", few, true)) : List.of(curve));
  }

  private static Filmstrip film(boolean plays) {
    List<Filmstrip.Frame> frames =
        IntStream.range(0, plays ? 6 : 1)
            .mapToObj(
                i ->
                    new Filmstrip.Frame(
                        "after " + (i + 1) + " of 6 steps",
                        "ten digits, step " + (i + 1),
                        DataUri.of(ContactSheet.of(DIGITS.subset(20 * i, 20), CLASSES).image())))
            .toList();
    return new Filmstrip(
        "Digits, step by step",
        IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList(),
        frames,
        plays);
  }

  private static DataTable table(boolean folded) {
    return new DataTable(
        folded ? "All options" : "What it was made of",
        List.of("What", "Value"),
        IntStream.range(0, 40).mapToObj(i -> List.of("Checkpoint " + i, LONG)).toList(),
        folded);
  }
}
