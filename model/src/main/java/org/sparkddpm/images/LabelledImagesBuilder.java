package org.sparkddpm.images;

import java.util.Arrays;

/** Collects images one by one, from files that may be of any origin. Not thread-safe. */
public final class LabelledImagesBuilder {
  private byte[] pixels = new byte[0];
  private int[] labels = new int[16];
  private int size;
  private int height;
  private int width;
  private int classes = 1;
  private String firstOrigin = "";

  /**
   * Adds a copy of one image.
   *
   * @param image {@code height * width} unsigned bytes, row-major
   * @param label 0 .. {@link LabelledImages#MAX_CLASSES} - 1
   * @param origin where the image comes from (a file, a row), for messages
   * @return this builder
   * @throws InvalidImagesException if the image is not of the size of the first one, has another
   *     number of bytes, or its label is out of range
   */
  public LabelledImagesBuilder add(byte[] image, int height, int width, int label, String origin) {
    try {
      LabelledImages.checkSide("height", height);
      LabelledImages.checkSide("width", width);
    } catch (InvalidImagesException e) {
      throw new InvalidImagesException(origin + ": " + e.getMessage(), e);
    }
    if (image.length != height * width) {
      throw new InvalidImagesException(
          String.format(
              "%s: %d bytes are not an image of %dx%d (%d bytes): write one byte per pixel",
              origin, image.length, height, width, height * width));
    }
    if (label < 0 || label >= LabelledImages.MAX_CLASSES) {
      throw new InvalidImagesException(
          String.format(
              "%s: label %d is not in 0..%d: number the classes from 0",
              origin, label, LabelledImages.MAX_CLASSES - 1));
    }
    if (size == 0) {
      this.height = height;
      this.width = width;
      this.firstOrigin = origin;
    } else if (height != this.height || width != this.width) {
      throw new InvalidImagesException(
          String.format(
              "%s: is %dx%d, but the first image (%s) is %dx%d: scale all images to one size",
              origin, height, width, firstOrigin, this.height, this.width));
    }
    append(image, label, origin);
    return this;
  }

  private void append(byte[] image, int label, String origin) {
    long needed = (size + 1L) * image.length;
    if (needed > LabelledImages.MAX_PIXELS) {
      throw new InvalidImagesException(
          String.format(
              "%s: image %d makes the set larger than %d bytes: read it in several parts",
              origin, size, LabelledImages.MAX_PIXELS));
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
        height,
        width,
        classes,
        Arrays.copyOf(pixels, size * height * width),
        Arrays.copyOf(labels, size));
  }
}
