package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;

/** CSV of a label and pixels in each line, as Kaggle has MNIST. */
class CsvFilesTest extends DataFolder {
  private final LabelledImages images = noise(1, 40, 5, 5);

  private static String header(int pixels) {
    return "label,"
        + IntStream.range(0, pixels).mapToObj(i -> "pixel" + i).collect(Collectors.joining(","));
  }

  private static List<String> rows(LabelledImages images) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      StringBuilder row = new StringBuilder().append(images.label(i));
      for (byte pixel : images.image(i)) {
        row.append(',').append(pixel & 0xff);
      }
      rows.add(row.toString());
    }
    return rows;
  }

  private void write(String name, List<String> lines) throws IOException {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    try (OutputStream file = out(name);
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : file) {
      out.write(text);
    }
  }

  private void write(String name, String header, List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of(header));
    lines.addAll(rows);
    write(name, lines);
  }

  @ParameterizedTest
  @CsvSource({
    "train.csv,test.csv",
    "mnist_train.csv.gz,mnist_test.csv.gz",
    "a-training.CSV,a-val.csv"
  })
  void bothPartsWithAHeader(String train, String test) throws IOException {
    LabelledImages tested = noise(2, 7, 5, 5);
    write(train, header(25), rows(images));
    write(test, header(25), rows(tested));
    assertLoaded(images, tested);
    assertThat(load().summary()).endsWith("5x5 in gray, 3 classes; took 47 CSV");
  }

  @Test
  void aHeaderThatCountsThePixels() throws IOException {
    String counted =
        "label,"
            + IntStream.range(0, 25).mapToObj(String::valueOf).collect(Collectors.joining(","));
    write("digits.csv", counted, rows(images));
    assertLoaded(tenth(images, false), tenth(images, true));
  }

  @Test
  void aSingleFileWithoutAHeader() throws IOException {
    write("digits.csv", rows(images));
    assertLoaded(tenth(images, false), tenth(images, true));
    Path file = folder.resolve("digits.csv");
    assertThat(load(file.toString()).train()).isEqualTo(tenth(images, false));
  }

  @Test
  void imagesThatTheirPublisherTransposedAreSaid() throws IOException {
    write("emnist-digits-train.csv", rows(images));
    assertThat(load().report().warnings())
        .singleElement()
        .asString()
        .contains("each image is transposed");
  }

  /** What Kaggle's contests have: images to submit answers for, and an example of an answer. */
  @Test
  void tablesWithoutLabelsAreLeftOut() throws IOException {
    write("train.csv", header(25), rows(images));
    write("test.csv", header(25).replace("label,", ""), List.of());
    write("sample_submission.csv", "ImageId,Label", List.of("1,0"));
    assertLoaded(tenth(images, false), tenth(images, true));
    assertThat(load().summary())
        .endsWith(
            "; took 40 CSV; 2 other files left out (sample_submission.csv without labels, test.csv"
                + " without labels)");
  }

  @Test
  void theLabelMayStandInAnyColumnOfAnyName() throws IOException {
    List<String> turned =
        rows(images).stream().map(row -> row.replaceFirst("^(\\d+),(.*)$", "$2,\"$1\"")).toList();
    write("train.csv", header(25).replaceFirst("label,(.*)", "$1,digit"), turned);
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(
            "train.csv has no column 'label'", "pixel0, pixel1", "--label-column");
    DataColumns columns = new DataColumns(Optional.empty(), Optional.of("digit"));
    assertThat(load(folder.toString(), columns).train()).isEqualTo(tenth(images, false));
  }

  @Test
  void coloursStandSideBySide() throws IOException {
    LabelledImages colours = noise(3, 20, ImageShape.colour(4, 4));
    write("train.csv", header(48), rows(colours));
    assertLoaded(tenth(colours, false), tenth(colours, true));
  }

  @Test
  void labelsMayBeWords() throws IOException {
    List<String> rows =
        rows(images).stream()
            .map(
                row ->
                    row.replaceFirst("^0", "dog")
                        .replaceFirst("^1", "cat")
                        .replaceFirst("^2", "emu"))
            .toList();
    write("train.csv", header(25), rows);
    Loaded splits = load();
    assertThat(splits.names().words()).containsExactly("cat", "dog", "emu");
    assertThat(splits.train().label(0)).isEqualTo(1);
    assertThat(splits.train().label(1)).isZero();
  }

  @Test
  void wholeNumbersMayBeWrittenAsPandasWritesThem() throws IOException {
    List<String> rows = rows(images).stream().map(row -> row.replace(",", ".0,") + ".0").toList();
    write("train.csv", "\ufeff" + header(25), rows);
    assertLoaded(tenth(images, false), tenth(images, true));
  }

  @Test
  void anotherEncodingIsRefused() throws IOException {
    try (OutputStream out = out("train.csv")) {
      out.write("label,a\nb\u00e4r,1\nb\u00f6r,2\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    assertRefused("train.csv line 2 is no UTF-8: its byte 2 is 0xe4", "save the file as UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "256,256", "-1,-1", "0.5,0.5", "'',''", "cat,cat",
  })
  void whatIsNoPixelIsNamed(String value, String shown) throws IOException {
    List<String> rows = new ArrayList<>(rows(images));
    rows.set(3, "1," + value + ",0".repeat(24));
    write("train.csv", header(25), rows);
    assertRefused(
        "train.csv line 5: '"
            + shown
            + "' in column pixel0 is no pixel, a whole number from 0 to 255");
  }

  @Test
  void aLineOfAnotherLength() throws IOException {
    List<String> rows = new ArrayList<>(rows(images));
    rows.set(3, "1,2,3");
    write("train.csv", rows);
    assertRefused("train.csv line 4 has 3 fields, but the first line 26", "write the line again");
  }

  @Test
  void aLineWithoutALabel() throws IOException {
    List<String> rows = new ArrayList<>(rows(images));
    rows.set(3, "" + ",0".repeat(25));
    write("train.csv", rows);
    assertRefused("train.csv line 4 has no label");
  }

  @Test
  void imagesThatAreNotSquare() throws IOException {
    write("train.csv", header(26), rows(noise(1, 20, 2, 13)));
    assertRefused("train.csv has 26 columns beside the label, which are no square image");
  }

  @Test
  void severalTables() throws IOException {
    write("one.csv", rows(images));
    write("two.csv", rows(images));
    assertRefused("several CSV files for one part, [one.csv, two.csv]", "the path of one");
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void columnsThatTheLayoutDoesNotHave() throws IOException {
    write("numbers.csv", rows(images));
    DataColumns image = new DataColumns(Optional.of("picture"), Optional.empty());
    assertThatThrownBy(() -> load(folder.toString(), image))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("is CSV")
        .hasMessageContaining("in which no column has the images; leave out --image-column");
  }
}
