package org.sparkddpm.images.formats;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;

/**
 * CSV with an image in each line: a label and its pixels, as Kaggle has MNIST. With a header the
 * label may stand in any column, all others are pixels in their order; without one it stands first.
 * The images are square, gray or with red, green and blue side by side. In UTF-8, zipped by gzip or
 * not.
 */
public final class CsvImages {
  /** The usual name of the column of labels. */
  public static final String LABEL = "label";

  private final String name;
  private final CsvLines lines;
  private final Optional<String> labelColumn;
  private List<String> header = List.of();
  private int columns;
  private int label;
  private ImageShape shape;

  /** Takes what is read, image by image. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes one image.
     *
     * @param pixels {@code shape.size()} unsigned bytes
     * @param label as it stands in the file, without spaces and quotes around it
     * @param origin file and line, for messages
     */
    void add(byte[] pixels, ImageShape shape, String label, String origin);
  }

  private CsvImages(InputStream in, String name, Optional<String> labelColumn) throws IOException {
    this.name = name;
    this.labelColumn = labelColumn;
    this.lines = new CsvLines(Gunzip.unzipped(in, name), name);
  }

  /**
   * Whether the first line tells of labels: it has their column, or no names at all. Does not close
   * the stream.
   *
   * @param name what to call the file in messages
   * @param labelColumn name of the column of labels, {@value #LABEL} if empty
   */
  public static boolean hasLabels(InputStream in, String name, Optional<String> labelColumn)
      throws IOException {
    CsvImages csv = new CsvImages(in, name, labelColumn);
    Optional<List<String>> first = csv.next();
    return first.isPresent()
        && (!csv.isHeader(first.get()) || first.get().contains(labelColumn.orElse(LABEL)));
  }

  /**
   * Begins to read, image by image. Does not close the stream.
   *
   * @param name what to call the file in messages
   * @param labelColumn name of the column of labels, {@value #LABEL} if empty
   * @throws IOException if reading fails for a reason outside the file
   */
  public static CsvImages open(InputStream in, String name, Optional<String> labelColumn)
      throws IOException {
    return new CsvImages(in, name, labelColumn);
  }

  /**
   * Reads the next line that has an image.
   *
   * @return whether there was one
   * @throws InvalidImagesException naming file, line and remedy
   * @throws IOException if reading fails for a reason outside the file
   */
  public boolean readNext(Sink sink) throws IOException {
    Optional<List<String>> row = next();
    if (row.isPresent() && columns == 0) {
      boolean named = isHeader(row.get());
      begin(row.get(), named);
      row = named ? next() : row;
    }
    row.ifPresent(fields -> add(fields, sink));
    return row.isPresent();
  }

  private void begin(List<String> first, boolean named) {
    columns = first.size();
    header = named ? first : List.of();
    label = named ? first.indexOf(labelColumn.orElse(LABEL)) : 0;
    if (label < 0 || (!named && labelColumn.isPresent())) {
      throw new InvalidImagesException(
          "%s has no column '%s': its first line is %s; name the column of labels by --label-column, or give a file that has one"
              .formatted(
                  name,
                  labelColumn.orElse(LABEL),
                  named ? "of the columns " + shortened(first) : "no header"));
    }
    shape = shape(columns - 1);
  }

  private ImageShape shape(int pixels) {
    for (int channels : new int[] {ImageShape.GRAY, ImageShape.COLOUR}) {
      int side = (int) Math.round(Math.sqrt(pixels / (double) channels));
      if (side > 0 && side * side * channels == pixels) {
        return new ImageShape(side, side, channels);
      }
    }
    throw new InvalidImagesException(
        String.format(
            Locale.ROOT,
            "%s has %d columns beside the label, which are no square image, gray (as 784 are 28x28)"
                + " or in colour (as 2352 are); take columns away that are no pixels, or give the"
                + " images as files",
            name,
            pixels));
  }

  private void add(List<String> row, Sink sink) {
    String origin = name + " line " + lines.number();
    if (row.size() != columns) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s has %d fields, but the first line %d; write the line again or take it away",
              origin,
              row.size(),
              columns));
    }
    byte[] pixels = new byte[columns - 1];
    for (int i = 0; i < columns; i++) {
      if (i != label) {
        pixels[i < label ? i : i - 1] = pixel(row.get(i), i, origin);
      }
    }
    sink.add(pixels, shape, row.get(label), origin);
  }

  private byte pixel(String text, int column, String origin) {
    int value = wholeNumber(text);
    if (value < 0 || value > 255) {
      throw new InvalidImagesException(
          "%s: '%s' in column %s is no pixel, a whole number from 0 to 255; write it so, or take the column away"
              .formatted(origin, text, header.isEmpty() ? "" + (column + 1) : header.get(column)));
    }
    return (byte) value;
  }

  /** The number, or -1 if the text is none from 0 to 999; pandas writes 7 as 7.0 at times. */
  private static int wholeNumber(String text) {
    int value = 0;
    int digits = 0;
    for (; digits < text.length() && digits < 3 && isDigit(text.charAt(digits)); digits++) {
      value = 10 * value + text.charAt(digits) - '0';
    }
    boolean whole =
        digits > 0 && (digits == text.length() || text.substring(digits).matches("\\.0*"));
    return whole ? value : -1;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  /** Names of columns, which but for that of the labels may be numbers, as pandas counts them. */
  private boolean isHeader(List<String> fields) {
    return fields.contains(labelColumn.orElse(LABEL))
        || fields.stream().skip(1).anyMatch(field -> !field.matches("-?[0-9.]+([eE][-+]?\\d+)?"));
  }

  private static String shortened(List<String> fields) {
    int most = 4;
    return fields.size() <= most
        ? fields.toString()
        : fields.subList(0, most).toString().replace("]", ", ...]");
  }

  /** The fields of the next line that has any, without spaces and quotes around them. */
  private Optional<List<String>> next() throws IOException {
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      String text = line.get();
      if (!text.isBlank()) {
        return Optional.of(fields(lines.number() == 1 ? text.replaceFirst("^\ufeff", "") : text));
      }
    }
    return Optional.empty();
  }

  private List<String> fields(String text) {
    List<String> fields = new ArrayList<>(Math.max(columns, 16));
    int start = 0;
    while (true) {
      int end = text.indexOf(',', start);
      fields.add(field(text, start, end < 0 ? text.length() : end));
      if (end < 0) {
        return fields;
      }
      start = end + 1;
    }
  }

  private static String field(String text, int start, int end) {
    int from = start;
    int to = end;
    while (from < to && text.charAt(from) <= ' ') {
      from++;
    }
    while (from < to && text.charAt(to - 1) <= ' ') {
      to--;
    }
    boolean quoted = to - from >= 2 && text.charAt(from) == '"' && text.charAt(to - 1) == '"';
    return quoted ? text.substring(from + 1, to - 1) : text.substring(from, to);
  }
}
