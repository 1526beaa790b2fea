package org.sparkddpm.images.formats;

import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;

/**
 * Writes a pair of gzip IDX files image by image, for sets too large for memory. The number of
 * images stands in the header and so must be known beforehand.
 *
 * <p>The gzip header has neither name nor time, so that the same images give the same bytes (on
 * JVMs with the same zlib). Not thread-safe.
 */
public final class IdxWriter implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final DataOutputStream images;
  private final DataOutputStream labels;
  private final int count;
  private final ImageShape shape;
  private int written;
  private boolean closed;

  /**
   * Writes both headers.
   *
   * @param images where the images go; closed by {@link #close()}
   * @param labels where the labels go; closed by {@link #close()}
   * @param count how many images will be added, at least 1
   */
  public IdxWriter(OutputStream images, OutputStream labels, int count, ImageShape shape)
      throws IOException {
    if (count < 1) {
      throw new InvalidImagesException(
          "IDX files of " + count + " images cannot be read: write at least one");
    }
    this.count = count;
    this.shape = shape;
    this.images = new DataOutputStream(new GZIPOutputStream(images, BUFFER));
    this.labels = new DataOutputStream(new GZIPOutputStream(labels, BUFFER));
    Idx.writeImagesHeader(this.images, count, shape);
    Idx.writeLabelsHeader(this.labels, count);
  }

  /**
   * Writes one image.
   *
   * @param image {@code shape.size()} unsigned bytes, row-major
   * @param label 0..255
   * @throws InvalidImagesException if the image has another size, the label does not fit, or the
   *     files are full
   */
  public void add(byte[] image, int label) throws IOException {
    if (written == count) {
      throw new InvalidImagesException(
          "the IDX header promises " + count + " images and this is one more: open with the count");
    }
    if (image.length != shape.size()) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "image %d has %d bytes, but one of %s has %d: give one byte per pixel and channel",
              written,
              image.length,
              shape,
              shape.size()));
    }
    byte labelByte = Idx.labelByte(label, written);
    images.write(image);
    labels.write(labelByte);
    written++;
  }

  /**
   * Closes both streams.
   *
   * @throws InvalidImagesException if fewer images were added than promised: the files are closed
   *     but readers will refuse them, so delete them
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (labels) {
      images.close();
    }
    if (written != count) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "only %d of the %d images that the IDX header promises were written: delete the files"
                  + " and write them again",
              written,
              count));
    }
  }
}
