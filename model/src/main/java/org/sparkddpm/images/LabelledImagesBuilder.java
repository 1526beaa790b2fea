package org.sparkddpm.images;

import java.util.Arrays;
import java.util.Locale;

/** Collects images one by one, from files that may be of any origin. Not thread-safe. */
public final class LabelledImagesBuilder {
  private byte[] pixels = new byte[0];
  private int[] labels = new int[16];
  private int size;
  private ImageShape shape;
  private int classes = 1;
  private String firstOrigin = "";

  /**
   * Adds a copy of one image.
   *
   * @param image {@code shape.size()} unsigned bytes, row-major
   * @param label 0 .. {@link LabelledImages#MAX_CLASSES} - 1
   * @param origin where the image comes from (a file, a row), for messages
   * @return this builder
   * @throws InvalidImagesException if the image is not of the shape of the first one, has another
   *     number of bytes, or its label is out of range
   */
  public LabelledImagesBuilder add(byte[] image, ImageShape shape, int label, String origin) {
    if (image.length != shape.size()) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: %d bytes are not an image of %s (%d bytes): write one byte per pixel and"
                  + " channel",
              origin,
              image.length,
              shape,
              shape.size()));
    }
    if (label < 0 || label >= LabelledImages.MAX_CLASSES) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: label %d is not in 0..%d: number the classes from 0",
              origin,
              label,
              LabelledImages.MAX_CLASSES - 1));
    }
    if (size == 0) {
      this.shape = shape;
      this.firstOrigin = origin;
    } else if (!shape.equals(this.shape)) {
      throw new InvalidImagesException(differently(shape, origin));
    }
    append(image, label, origin);
    return this;
  }

  private String differently(ImageShape other, String origin) {
    return other.channels() == shape.channels()
        ? String.format(
            "%s: is %s, but another image (%s) is %s: scale all images to one size",
            origin, other, firstOrigin, shape)
        : String.format(
            "%s: is %s, but another image (%s) is %s: make all images gray or all coloured",
            origin, other.colours(), firstOrigin, shape.colours());
  }

  private void append(byte[] image, int label, String origin) {
    long needed = (size + 1L) * image.length;
    if (needed > LabelledImages.MAX_PIXELS) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: image %d makes the set larger than %d bytes: read it in several parts",
              origin,
              size,
              LabelledImages.MAX_PIXELS));
    }
    if (needed > pixels.length) {
      long grown = Math.min(LabelledImages.MAX_PIXELS, Math.max(needed, 2L * pixels.length));
      pixels = Arrays.copyOf(pixels, (int) grown);
    }
    if (size == labels.length) {
      labels = Arrays.copyOf(labels, 2 * size);
    }
    System.arraycopy(image, 0, pixels, size * image.length, image.length);
    labels[size] = label;
    classes = Math.max(classes, label + 1);
    size++;
  }

  /** Number of images added so far. */
  public int size() {
    return size;
  }

  /**
   * The set of all images added, its classes the highest label + 1.
   *
   * @param source what was read (a folder, a table), for the message
   * @throws InvalidImagesException if no image was added
   */
  public LabelledImages build(String source) {
    if (size == 0) {
      throw new InvalidImagesException(
          source + ": holds no images: give a source with at least one labelled image");
    }
    return LabelledImages.owning(
        shape, classes, Arrays.copyOf(pixels, size * shape.size()), Arrays.copyOf(labels, size));
  }
}
