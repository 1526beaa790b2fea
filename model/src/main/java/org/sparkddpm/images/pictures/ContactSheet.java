package org.sparkddpm.images.pictures;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.formats.Png;

/**
 * Many images as one picture: a grid filled row by row, on dark gray so that the black background
 * of the images shows where each ends. Immutable; the same sheet always gives the same bytes.
 */
public final class ContactSheet {
  /** Characters of a text beside a row. */
  static final int LONGEST_LABEL = 16;

  private static final byte BACKGROUND = 48;

  private final LabelledImages images;
  private final int columns;
  private final int enlargement;
  private final int gap;
  private final List<String> rowLabels;

  private ContactSheet(
      LabelledImages images, int columns, int enlargement, int gap, List<String> rowLabels) {
    this.images = images;
    this.columns = columns;
    this.enlargement = enlargement;
    this.gap = gap;
    this.rowLabels = rowLabels;
  }

  /**
   * A sheet of all images, not enlarged, 2 pixels between them, without labels.
   *
   * @param images at least one
   * @param columns images per row, at least 1
   */
  public static ContactSheet of(LabelledImages images, int columns) {
    if (images.size() == 0) {
      throw new InvalidImagesException("a contact sheet of no images: give at least one");
    }
    if (columns < 1) {
      throw new IllegalArgumentException(
          "contact sheet of " + columns + " columns: give at least 1");
    }
    return new ContactSheet(images, columns, 1, 2, List.of());
  }

  /** The sheet with each pixel of an image as a square of {@code factor} pixels, at least 1. */
  public ContactSheet enlarged(int factor) {
    if (factor < 1) {
      throw new IllegalArgumentException("enlargement " + factor + ": give at least 1");
    }
    return new ContactSheet(images, columns, factor, gap, rowLabels);
  }

  /** The sheet with {@code pixels} of background around every image, at least 0. */
  public ContactSheet gap(int pixels) {
    if (pixels < 0) {
      throw new IllegalArgumentException("gap of " + pixels + " pixels: give at least 0");
    }
    return new ContactSheet(images, columns, enlargement, pixels, rowLabels);
  }

  /**
   * The sheet with a text to the left of each row, usually what its class is called ({@link
   * RowNames}): letters from A to Z, digits and a few marks, cut after {@value #LONGEST_LABEL}
   * characters.
   *
   * @throws IllegalArgumentException if there is not one for each row, or {@link #canWrite} is
   *     false for one
   */
  public ContactSheet rowLabels(List<String> texts) {
    if (texts.size() != rows() || !texts.stream().allMatch(ContactSheet::canWrite)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "row labels %s for %d rows: give a text of letters and digits for each row",
              texts,
              rows()));
    }
    List<String> cut =
        texts.stream()
            .map(text -> text.length() > LONGEST_LABEL ? text.substring(0, LONGEST_LABEL) : text)
            .toList();
    return new ContactSheet(images, columns, enlargement, gap, cut);
  }

  /** The pixels of an image that leaves its place on a sheet empty. */
  public static byte[] empty(ImageShape shape) {
    byte[] pixels = new byte[shape.size()];
    Arrays.fill(pixels, BACKGROUND);
    return pixels;
  }

  /** Whether a text can stand beside a row. */
  static boolean canWrite(String text) {
    return !text.isBlank() && PixelText.canDraw(text);
  }

  private int rows() {
    return (images.size() + columns - 1) / columns;
  }

  /** Draws the sheet. */
  public Picture image() {
    ImageShape shape = images.shape();
    int channels = shape.channels();
    int labelScale = Math.max(1, shape.height() * enlargement / (2 * PixelText.HEIGHT));
    int labelWidth =
        rowLabels.stream()
            .mapToInt(text -> PixelText.width(text) * labelScale + 2 * gap)
            .max()
            .orElse(0);
    long cellHeight = (long) shape.height() * enlargement + gap;
    long cellWidth = (long) shape.width() * enlargement + gap;
    long height = gap + rows() * cellHeight;
    long width = labelWidth + gap + columns * cellWidth;
    Picture.checkArea(height, width, "show fewer images or enlarge them less");
    byte[] sheet = new byte[Math.toIntExact(height * width * channels)];
    Arrays.fill(sheet, BACKGROUND);
    for (int row = 0; row < rowLabels.size(); row++) {
      int middle = (shape.height() * enlargement - PixelText.HEIGHT * labelScale) / 2;
      int y = (int) (gap + row * cellHeight) + Math.max(0, middle);
      PixelText.draw(rowLabels.get(row), sheet, (int) width, channels, 2 * gap, y, labelScale);
    }
    for (int i = 0; i < images.size(); i++) {
      Picture one =
          Picture.owning(shape.height(), shape.width(), channels, images.image(i))
              .enlarged(enlargement);
      byte[] pixels = one.pixels();
      int y = (int) (gap + i / columns * cellHeight);
      int x = (int) (labelWidth + gap + i % columns * cellWidth);
      for (int line = 0; line < one.height(); line++) {
        int to = ((y + line) * (int) width + x) * channels;
        int length = one.width() * channels;
        System.arraycopy(pixels, line * length, sheet, to, length);
      }
    }
    return Picture.owning((int) height, (int) width, channels, sheet);
  }

  /** Draws the sheet as a picture of the JDK. */
  public BufferedImage render() {
    return image().toBufferedImage();
  }

  /** Draws the sheet as a PNG file. Does not close the stream. */
  public void writePng(OutputStream out) throws IOException {
    Png.write(out, image());
  }
}
