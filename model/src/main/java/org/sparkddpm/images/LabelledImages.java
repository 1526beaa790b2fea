package org.sparkddpm.images;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;

/**
 * Gray images of one size, each with the number of its class. Immutable.
 *
 * <p>A pixel is an unsigned byte, 0 = background; an image is row-major, {@code height * width}
 * bytes. Labels are {@code 0 .. classes - 1}. A set may be empty (a shard of a small set is), but
 * the readers refuse files without images.
 */
public final class LabelledImages implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The most classes that a set can have. */
  public static final int MAX_CLASSES = 65_536;

  /** The most pixels in height or width. */
  public static final int MAX_SIDE = 4096;

  /** The most bytes that all pixels of a set can have: what one Java array holds. */
  public static final int MAX_PIXELS = Integer.MAX_VALUE - 8;

  private final int height;
  private final int width;
  private final int classes;
  private final byte[] pixels;
  private final int[] labels;

  /**
   * Copies its arrays.
   *
   * @param pixels all images one after the other, {@code labels.length * height * width} bytes
   * @param labels the class of each image
   * @throws InvalidImagesException if sizes do not fit together or a label is not a class
   */
  public LabelledImages(int height, int width, int classes, byte[] pixels, int[] labels) {
    this(height, width, classes, pixels.clone(), labels.clone(), true);
  }

  private LabelledImages(
      int height, int width, int classes, byte[] pixels, int[] labels, boolean check) {
    this.height = height;
    this.width = width;
    this.classes = classes;
    this.pixels = pixels;
    this.labels = labels;
    if (check) {
      validate();
    }
  }

  /** Takes the arrays over without a copy: the caller must forget them. */
  public static LabelledImages owning(
      int height, int width, int classes, byte[] pixels, int[] labels) {
    return new LabelledImages(height, width, classes, pixels, labels, true);
  }

  private void validate() {
    checkSide("height", height);
    checkSide("width", width);
    if (classes < 1 || classes > MAX_CLASSES) {
      throw new InvalidImagesException(
          "number of classes " + classes + " is not in 1.." + MAX_CLASSES);
    }
    long expected = (long) labels.length * height * width;
    if (pixels.length != expected) {
      throw new InvalidImagesException(
          String.format(
              "%d bytes of pixels do not make %d images of %dx%d (%d bytes): give one label per"
                  + " image and height * width bytes per image",
              pixels.length, labels.length, height, width, expected));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new InvalidImagesException(
            String.format(
                "label %d of image %d is not in 0..%d: mend the label or give more classes",
                labels[i], i, classes - 1));
      }
    }
  }

  /** Refuses a height or width that is not in 1..{@link #MAX_SIDE}. */
  public static void checkSide(String what, int side) {
    if (side < 1 || side > MAX_SIDE) {
      throw new InvalidImagesException(
          what + " " + side + " of the images is not in 1.." + MAX_SIDE + " pixels");
    }
  }

  /** Number of images. */
  public int size() {
    return labels.length;
  }

  /** Height of every image in pixels. */
  public int height() {
    return height;
  }

  /** Width of every image in pixels. */
  public int width() {
    return width;
  }

  /** Number of classes; every label is below it, though not every class need have an image. */
  public int classes() {
    return classes;
  }

  /** Pixels of one image: {@code height * width}. */
  public int imageSize() {
    return height * width;
  }

  /** Class of image {@code i}. */
  public int label(int i) {
    return labels[i];
  }

  /** A copy of the classes of all images. */
  public int[] labels() {
    return labels.clone();
  }

  /** A copy of the pixels of image {@code i}. */
  public byte[] image(int i) {
    byte[] image = new byte[imageSize()];
    copyImage(i, image, 0);
    return image;
  }

  /** Copies the pixels of image {@code i} to {@code out[offset ..]}. */
  public void copyImage(int i, byte[] out, int offset) {
    Objects.checkIndex(i, size());
    System.arraycopy(pixels, i * imageSize(), out, offset, imageSize());
  }

  /** How many images each class has; index = label. */
  public int[] classCounts() {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  /**
   * The images whose index modulo {@code shards} is {@code shard}, in order; empty where there are
   * fewer images than shards.
   *
   * @param shard 0 .. shards - 1
   */
  public LabelledImages shard(int shard, int shards) {
    if (shards < 1 || shard < 0 || shard >= shards) {
      throw new IllegalArgumentException(
          "shard " + shard + " of " + shards + ": give a shard in 0 .. shards - 1");
    }
    int count = size() / shards + (shard < size() % shards ? 1 : 0);
    byte[] chosenPixels = new byte[count * imageSize()];
    int[] chosenLabels = new int[count];
    for (int k = 0; k < count; k++) {
      int i = shard + k * shards;
      copyImage(i, chosenPixels, k * imageSize());
      chosenLabels[k] = labels[i];
    }
    return new LabelledImages(height, width, classes, chosenPixels, chosenLabels, false);
  }

  /** The images {@code first .. first + count - 1}. */
  public LabelledImages subset(int first, int count) {
    Objects.checkFromIndexSize(first, count, size());
    byte[] chosen = Arrays.copyOfRange(pixels, first * imageSize(), (first + count) * imageSize());
    int[] chosenLabels = Arrays.copyOfRange(labels, first, first + count);
    return new LabelledImages(height, width, classes, chosen, chosenLabels, false);
  }

  /**
   * The same images with another number of classes, for a set whose highest class has no image.
   *
   * @throws InvalidImagesException if a label is not below {@code newClasses}
   */
  public LabelledImages withClasses(int newClasses) {
    return new LabelledImages(height, width, newClasses, pixels, labels, true);
  }

  /** Equal sizes, classes, labels and pixels. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LabelledImages that
        && height == that.height
        && width == that.width
        && classes == that.classes
        && Arrays.equals(labels, that.labels)
        && Arrays.equals(pixels, that.pixels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(height, width, classes, Arrays.hashCode(labels), Arrays.hashCode(pixels));
  }

  @Override
  public String toString() {
    return size() + " images of " + height + "x" + width + " in " + classes + " classes";
  }
}
