package org.sparkddpm.images.formats;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;

/**
 * IDX, the format of the MNIST files: a big-endian header (magic number, number of items, height
 * and width), then one unsigned byte per pixel or label. Coloured images have a fourth dimension of
 * size 3 in the header, and three bytes per pixel.
 */
public final class Idx {
  /** A label takes a byte of the file and then an int. */
  private static final int LABEL_BYTES = 1 + Integer.BYTES;

  /** What grows takes twice its size for a moment, and the process has other things too. */
  private static final int SHARE_OF_MEMORY = 4;

  /** The highest label that a byte holds. */
  static final int MAX_LABEL = 255;

  private Idx() {}

  /**
   * Reads a file of images and the file of their labels, each gzip or not (told by the first
   * bytes). Does not close the streams.
   *
   * @param imagesName what to call the first stream in messages
   * @param labelsName what to call the second stream in messages
   * @return the images, their number of classes the highest label + 1
   * @throws InvalidImagesException if the files are damaged, empty, or do not belong together, or
   *     hold more than a quarter of the memory that this process may have
   * @throws IOException if reading fails for a reason outside the files
   */
  public static LabelledImages read(
      InputStream images, String imagesName, InputStream labels, String labelsName)
      throws IOException {
    IdxReader reader = new IdxReader(images, imagesName, labels, labelsName);
    ImageShape shape = reader.shape();
    long most =
        Math.min(LabelledImages.MAX_PIXELS, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
    if (reader.count() > most / (shape.size() + LABEL_BYTES)) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: %d images of %s in the header at offset 4 are more than the %d bytes that"
                  + " can be read at once here: split the file, give the process more memory, or fetch it"
                  + " again if it is smaller",
              imagesName,
              reader.count(),
              shape,
              most));
    }
    byte[] labelBytes = reader.allLabels();
    byte[] pixelBytes = reader.allPixels();
    int[] numbers = new int[labelBytes.length];
    int highest = 0;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = labelBytes[i] & 0xff;
      highest = Math.max(highest, numbers[i]);
    }
    return LabelledImages.owning(shape, highest + 1, pixelBytes, numbers);
  }

  /** As {@link #read(InputStream, String, InputStream, String)}, from files. */
  public static LabelledImages read(Path images, Path labels) throws IOException {
    try (InputStream imageStream = Files.newInputStream(images);
        InputStream labelStream = Files.newInputStream(labels)) {
      return read(imageStream, images.toString(), labelStream, labels.toString());
    }
  }

  /** Writes the pixels as an IDX file, not zipped. Does not close the stream. */
  public static void writeImages(OutputStream out, LabelledImages images) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    writeImagesHeader(data, images.size(), images.shape());
    byte[] image = new byte[images.imageSize()];
    for (int i = 0; i < images.size(); i++) {
      images.copyImage(i, image, 0);
      data.write(image);
    }
    data.flush();
  }

  /**
   * Writes the labels as an IDX file, not zipped. Does not close the stream.
   *
   * @throws InvalidImagesException if a label does not fit in a byte
   */
  public static void writeLabels(OutputStream out, LabelledImages images) throws IOException {
    byte[] labels = new byte[images.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = labelByte(images.label(i), i);
    }
    DataOutputStream data = new DataOutputStream(out);
    writeLabelsHeader(data, images.size());
    data.write(labels);
    data.flush();
  }

  static void writeImagesHeader(DataOutputStream out, int count, ImageShape shape)
      throws IOException {
    boolean gray = shape.channels() == ImageShape.GRAY;
    out.writeInt((gray ? IdxKind.IMAGES : IdxKind.COLOUR_IMAGES).magic());
    out.writeInt(count);
    out.writeInt(shape.height());
    out.writeInt(shape.width());
    if (!gray) {
      out.writeInt(shape.channels());
    }
  }

  static void writeLabelsHeader(DataOutputStream out, int count) throws IOException {
    out.writeInt(IdxKind.LABELS.magic());
    out.writeInt(count);
  }

  static byte labelByte(int label, int index) {
    if (label < 0 || label > MAX_LABEL) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "label %d of image %d does not fit in an IDX file (0..%d): write Parquet instead",
              label,
              index,
              MAX_LABEL));
    }
    return (byte) label;
  }
}
