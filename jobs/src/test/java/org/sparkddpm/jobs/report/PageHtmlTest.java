package org.sparkddpm.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.Picture;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.report.Page.Section;

class PageHtmlTest {

  private static final String EVIL = "<script>alert('x')</script></title>\"&amp;";

  @TempDir Path temp;

  private static Page page(Block... blocks) {
    return new Page(
        "Kind " + EVIL,
        "Title " + EVIL,
        "Lead " + EVIL,
        new Verdict(Verdict.Outcome.PASSED, "Headline " + EVIL, List.of("Sentence " + EVIL)),
        List.of(Figure.of("Figure " + EVIL, EVIL, EVIL, EVIL)),
        List.of(new Section("one", "Heading " + EVIL, "Lead " + EVIL, List.of(blocks))),
        "Footer " + EVIL);
  }

  private static ParsedPage parsed(Block... blocks) throws IOException {
    return ParsedPage.of(PageHtml.of(page(blocks)));
  }

  private static byte[] pixels(int seed) {
    byte[] pixels = new byte[12];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (seed + 11 * i);
    }
    return pixels;
  }

  @Test
  void whatLooksLikeMarkupIsText() throws IOException {
    ParsedPage page =
        parsed(
            new Command(EVIL, EVIL),
            new DataTable(EVIL, List.of(EVIL), List.of(List.of(EVIL)), true),
            new Matrix(EVIL, EVIL, List.of(EVIL), List.of(Matrix.row(EVIL, 0, new long[] {3}))),
            new Intervals(EVIL, List.of(new Intervals.Row(EVIL, new Share(1, 2), 0.5, EVIL))),
            new Filmstrip(
                EVIL,
                List.of(EVIL),
                List.of(new Filmstrip.Frame(EVIL, EVIL, "data:image/x,")),
                true),
            new Chart(
                EVIL,
                EVIL,
                EVIL,
                EVIL,
                false,
                List.of(new Chart.Series(EVIL, List.of(new Chart.Point(1, 2)), true))),
            new Gallery(
                EVIL,
                true,
                List.of(new Gallery.Fact(EVIL, EVIL)),
                EVIL,
                List.of(
                    new Gallery.Group(
                        EVIL,
                        List.of(
                            new Gallery.Item(
                                EVIL,
                                EVIL,
                                "data:image/x,",
                                EVIL,
                                true,
                                1,
                                "data:image/x,",
                                EVIL,
                                List.of(new Gallery.Fact(EVIL, EVIL))))))));
    assertThat(page.document().title()).isEqualTo("Title " + EVIL + " – Kind " + EVIL);
    assertThat(page.text("h1")).isEqualTo("Title " + EVIL);
    assertThat(page.text(".verdict h2")).isEqualTo("Headline " + EVIL);
    assertThat(page.text("pre code")).isEqualTo(EVIL);
    assertThat(page.rows(".matrix")).isEqualTo(List.of(List.of(EVIL, "3")));
    assertThat(page.document().select(".sample img").attr("alt")).isEqualTo(EVIL);
    assertThat(page.json("#one-6-shared").at("/shared/0/1").asText()).isEqualTo(EVIL);
    assertThat(page.json("#one-5-data").at("/series/0/name").asText()).isEqualTo(EVIL);
    // Chart.js and the page's own.
    assertThat(page.document().select("script:not([type])")).hasSize(2);
  }

  @Test
  void aChartHasItsPointsTwice() throws IOException {
    List<Chart.Point> many =
        IntStream.range(0, 10_000).mapToObj(i -> new Chart.Point(i, i * 0.5)).toList();
    List<Chart.Point> few =
        new ArrayList<>(List.of(new Chart.Point(0, 7), new Chart.Point(9_999, 3)));
    few.add(new Chart.Point(5, Double.NaN));
    ParsedPage page =
        parsed(
            new Chart(
                "Loss",
                "falls",
                "images",
                "error",
                true,
                List.of(new Chart.Series("a", many, false), new Chart.Series("b", few, true))));
    JsonNode data = page.json("#one-0-data");
    assertThat(data.path("log").asBoolean()).isTrue();
    assertThat(data.at("/series/0/points")).hasSize(Chart.MOST_POINTS);
    assertThat(data.at("/series/0/points/0/0").asDouble()).isZero();
    assertThat(data.at("/series/0/points/249/1").asDouble()).isEqualTo(4_999.5);
    assertThat(data.at("/series/1/points")).hasSize(2);
    List<List<String>> rows = page.rows(".chart table");
    assertThat(rows).hasSize(Chart.MOST_POINTS);
    assertThat(rows.get(0)).containsExactly("0", "0", "7");
    assertThat(rows.get(249)).containsExactly("9,999", "5,000", "3");
    assertThat(page.document().select("canvas").attr("aria-label")).isEqualTo("Loss: falls");
  }

  @Test
  void picturesKeepTheirPixels() throws IOException {
    ImageShape shape = ImageShape.gray(3, 4);
    ParsedPage page =
        parsed(
            new Filmstrip(
                "film",
                List.of(),
                IntStream.range(0, 3)
                    .mapToObj(
                        i ->
                            new Filmstrip.Frame(
                                "frame " + i, "alt", new Preview(shape).uri(pixels(i))))
                    .toList(),
                false));
    assertThat(page.picture(".filmstrip img"))
        .isEqualTo(new Picture(3, 4, ImageShape.GRAY, pixels(2)));
    assertThat(page.json("#one-0-frames").path("frames")).hasSize(3);
    assertThat(page.document().select(".filmstrip input").attr("max")).isEqualTo("2");
    assertThat(page.text(".now")).isEqualTo("frame 2");
  }

  @Test
  void largeImagesAreShownSmaller() throws IOException {
    ImageShape shape = ImageShape.colour(130, 100);
    byte[] red = new byte[shape.size()];
    for (int i = 0; i < red.length; i += 3) {
      red[i] = (byte) 200;
    }
    Preview preview = new Preview(shape);
    assertThat(preview.shape()).isEqualTo(ImageShape.colour(44, 34));
    assertThat(preview.of(red)).startsWith((byte) 200, 0, 0, (byte) 200);
    assertThat(preview.sheet(List.of(red, red), 2).image().width()).isEqualTo(2 + 2 * 36);
    assertThat(new Preview(ImageShape.gray(64, 3)).shape()).isEqualTo(ImageShape.gray(64, 3));
  }

  @Test
  void withoutChartsTheirScriptIsLeftOut() throws IOException {
    byte[] html = PageHtml.of(page(new Command("a", "b")));
    assertThat(html.length).isLessThan(40_000);
    assertThat(ParsedPage.of(html).document().select("script")).hasSize(1);
  }

  @Test
  void imagesAreSoFewThatAPageIsNeverTooLarge() {
    for (ImageShape shape :
        List.of(ImageShape.gray(28, 28), ImageShape.colour(64, 64), ImageShape.colour(512, 512))) {
      byte[] noise = new byte[shape.size()];
      new Random(1).nextBytes(noise);
      long one = new Preview(shape).uri(noise).length() + 500L;
      assertThat(ImageBudget.of(shape) * one).isLessThan(PageHtml.MOST_BYTES * 3L / 4);
    }
    assertThat(ImageBudget.of(ImageShape.gray(28, 28))).isGreaterThan(1_000);
    assertThat(ImageBudget.of(ImageShape.colour(4_000, 3_000))).isGreaterThan(100);
    assertThat(ImageBudget.perClass(10, 1_000, 40)).isEqualTo(40);
    assertThat(ImageBudget.perClass(100, 1_000, 40)).isEqualTo(10);
    assertThat(ImageBudget.perClass(100, 50, 40)).isEqualTo(1);
  }

  @Test
  void aPageThatIsTooLargeIsRefused() {
    String huge = "x".repeat(PageHtml.MOST_BYTES);
    assertThatThrownBy(() -> PageHtml.of(page(new Command("a", huge))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("more than 8,388,608");
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    assertThatThrownBy(() -> new DataTable("t", List.of("a", "b"), List.of(List.of("1")), false))
        .hasMessageContaining("does not fit the columns [a, b]");
    assertThatThrownBy(() -> new Filmstrip("f", List.of(), List.of(), false))
        .hasMessageContaining("no frames");
    assertThatThrownBy(() -> new Section("Not One", "h", "", List.of()))
        .hasMessageContaining("no anchor");
    Section one = new Section("one", "h", "", List.of());
    assertThatThrownBy(
            () ->
                new Page(
                    "k",
                    "t",
                    "l",
                    new Verdict(Verdict.Outcome.OPEN, "h", List.of()),
                    List.of(),
                    Collections.nCopies(2, one),
                    "f"))
        .hasMessageContaining("the same anchor");
  }

  @Test
  void aReportThatCannotBeMadeLeavesTheOneBefore() throws IOException {
    FileSystem files = FileSystem.getLocal(new Configuration()).getRaw();
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(temp.resolve("r").toString());
    assertThat(ReportFile.write(files, folder, () -> page(new Command("a", "b")))).isPresent();
    byte[] before = Files.readAllBytes(temp.resolve("r/report.html"));
    assertThat(
            ReportFile.write(
                files,
                folder,
                () -> {
                  throw new IOException("the disk is gone");
                }))
        .isEmpty();
    assertThat(
            ReportFile.attempt(
                "it",
                () -> {
                  throw new NoSuchMethodError("another version");
                }))
        .isEmpty();
    assertThat(temp.resolve("r/report.html")).hasBinaryContent(before);
    Files.createFile(temp.resolve("file"));
    assertThat(
            ReportFile.write(
                files,
                new org.apache.hadoop.fs.Path(temp.resolve("file").toString()),
                () -> page(new Command("a", "b"))))
        .isEmpty();
  }

  @Test
  void numbersAreSaidAlikeEverywhere() {
    assertThat(Numerals.percent(0.932)).isEqualTo("93.2 %");
    assertThat(Numerals.percent(1)).isEqualTo("100.0 %");
    assertThat(Numerals.percent(0.0001)).isEqualTo("0.01 %");
    assertThat(Numerals.number(1234.5678)).isEqualTo("1,235");
    assertThat(Numerals.number(12.345)).isEqualTo("12.3");
    assertThat(Numerals.number(0.052345)).isEqualTo("0.0523");
    assertThat(Numerals.number(0.00002)).isEqualTo("2.00e-05");
    assertThat(Numerals.number(3)).isEqualTo("3");
    assertThat(Numerals.duration(5.25)).isEqualTo("5.3 s");
    assertThat(Numerals.duration(142)).isEqualTo("2 min 22 s");
    assertThat(Numerals.duration(7_300)).isEqualTo("2 h 01 min");
    assertThat(List.of("1,234", "-0.5", "93.2 %", "2.00e-05", "")).allMatch(Numerals::looksLikeOne);
    assertThat(Numerals.looksLikeOne("12 of 100")).isFalse();
  }

  @Test
  void whatIsNotAllDoesNotReadAsAll() {
    assertThat(Numerals.percent(0.9995)).isEqualTo("99.95 %");
    assertThat(Numerals.percent(0.9994)).isEqualTo("99.9 %");
    assertThat(Numerals.percent(0.99982)).isEqualTo("99.98 %");
    assertThat(Numerals.percent(0.999999)).isEqualTo("99.9999 %");
    assertThat(Numerals.percent(0.0004)).isEqualTo("0.04 %");
    assertThat(Numerals.percent(0)).isEqualTo("0.0 %");
  }

  @Test
  void numbersThatAreComparedHaveTheDigitsThatTellThemApart() {
    assertThat(Numerals.percent(0.96, 0.9)).isEqualTo("96.0 %");
    assertThat(Numerals.percent(0.95, 0.95)).isEqualTo("95.0 %");
    assertThat(Numerals.percent(0.9497, 0.95)).isEqualTo("94.97 %");
    assertThat(Numerals.percent(0.95, 0.9497)).isEqualTo("95.00 %");
    assertThat(Numerals.percent(0.95, 0.9499999)).isEqualTo("95.00000 %");
    assertThat(Numerals.percent(0.99951, 0.9995)).isEqualTo("99.951 %");
    assertThat(Numerals.number(5.25, 5)).isEqualTo("5.25");
    assertThat(Numerals.number(5, 5.25)).isEqualTo("5");
    assertThat(Numerals.number(5.001, 5)).isEqualTo("5.001");
    assertThat(Numerals.number(5, 5.001)).isEqualTo("5.000");
    assertThat(Numerals.number(Double.POSITIVE_INFINITY, 5)).isEqualTo("Infinity");
    assertThat(Numerals.fixed(0.94997, 0.95, 4)).isEqualTo("0.94997");
    assertThat(Numerals.fixed(0.95, 0.95, 4)).isEqualTo("0.9500");
  }
}
