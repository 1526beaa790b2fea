package org.sparkddpm.images.formats;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;

/**
 * Reads a pair of IDX files, of images and of their labels, image by image, for sets too large for
 * memory. Each may be gzip, told by its first bytes. Not thread-safe; does not close the streams.
 */
public final class IdxReader {

  private final IdxSource pixels;
  private final IdxSource labels;
  private final IdxKind kind;
  private final long count;
  private final ImageShape shape;
  private final byte[] label = new byte[1];
  private long next;

  /**
   * Reads both headers.
   *
   * @param imagesName what to call the first stream in messages
   * @param labelsName what to call the second stream in messages
   * @throws InvalidImagesException if the headers are damaged or do not belong together
   * @throws IOException if reading fails for a reason outside the files
   */
  public IdxReader(InputStream images, String imagesName, InputStream labels, String labelsName)
      throws IOException {
    this.pixels = new IdxSource(images, imagesName);
    this.kind = pixels.expectImages();
    this.count = pixels.count(kind);
    this.shape = pixels.shape(kind);
    this.labels = new IdxSource(labels, labelsName);
    this.labels.expectLabels();
    long labelCount = this.labels.count(IdxKind.LABELS);
    if (labelCount != count) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: %d labels (header at offset 4), but %s has %d images: give the two files of one"
                  + " data set",
              labelsName,
              labelCount,
              imagesName,
              count));
    }
  }

  /** How many images the headers promise, 1 to 2^32 - 1. */
  public long count() {
    return count;
  }

  /** Size and channels of every image. */
  public ImageShape shape() {
    return shape;
  }

  /** Whether one of the files is zipped, so that its middle is not to be had without its start. */
  public boolean isZipped() {
    return pixels.isZipped() || labels.isZipped();
  }

  /**
   * Goes on behind some images.
   *
   * @param images how many to pass over, at most those that are left
   */
  public void skip(long images) throws IOException {
    labels.skip(IdxKind.LABELS, images, count, 1);
    pixels.skip(kind, images, count, shape.size());
    next += images;
  }

  /**
   * Reads the next image; behind the last one, that nothing follows.
   *
   * @param image {@code shape().size()} bytes, overwritten
   * @return its label, 0 to 255, or -1 if there is no further image
   * @throws InvalidImagesException if a file ends before what its header promises, or goes on
   *     behind it
   */
  public int next(byte[] image) throws IOException {
    if (next == count) {
      labels.expectEnd(IdxKind.LABELS);
      pixels.expectEnd(kind);
      return -1;
    }
    labels.item(IdxKind.LABELS, next, count, label);
    pixels.item(kind, next, count, image);
    next++;
    return label[0] & 0xff;
  }

  /** All pixels, of images that were not read yet. */
  byte[] allPixels() throws IOException {
    byte[] all = pixels.items(kind, (int) count, shape.size());
    pixels.expectEnd(kind);
    return all;
  }

  /** All labels, which were not read yet. */
  byte[] allLabels() throws IOException {
    byte[] all = labels.items(IdxKind.LABELS, (int) count, 1);
    labels.expectEnd(IdxKind.LABELS);
    return all;
  }
}
