package org.sparkddpm.images;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Images of one shape, gray or coloured, each with the number of its class. Immutable.
 *
 * <p>A channel of a pixel is an unsigned byte, 0 = black; an image is {@code shape().size()} bytes
 * as {@link ImageShape} orders them. Labels are {@code 0 .. classes - 1}. A set may be empty (a
 * choice out of a block can be), but the readers refuse files without images.
 */
public final class LabelledImages implements ImageStore, Serializable {
  private static final long serialVersionUID = 1L;

  /** The most classes that a set can have. */
  public static final int MAX_CLASSES = 65_536;

  /** The most bytes that all pixels of a set can have: what one Java array holds. */
  public static final int MAX_PIXELS = Integer.MAX_VALUE - 8;

  private final ImageShape shape;
  private final int classes;
  private final byte[] pixels;
  private final int[] labels;

  /**
   * Copies its arrays.
   *
   * @param pixels all images one after the other, {@code labels.length * shape.size()} bytes
   * @param labels the class of each image
   * @throws InvalidImagesException if sizes do not fit together or a label is not a class
   */
  public LabelledImages(ImageShape shape, int classes, byte[] pixels, int[] labels) {
    this(shape, classes, pixels.clone(), labels.clone(), true);
  }

  private LabelledImages(
      ImageShape shape, int classes, byte[] pixels, int[] labels, boolean check) {
    this.shape = shape;
    this.classes = classes;
    this.pixels = pixels;
    this.labels = labels;
    if (check) {
      validate();
    }
  }

  /** Takes the arrays over without a copy: the caller must forget them. */
  public static LabelledImages owning(ImageShape shape, int classes, byte[] pixels, int[] labels) {
    return new LabelledImages(shape, classes, pixels, labels, true);
  }

  private void validate() {
    if (classes < 1 || classes > MAX_CLASSES) {
      throw new InvalidImagesException(
          "number of classes " + classes + " is not in 1.." + MAX_CLASSES);
    }
    long expected = (long) labels.length * imageSize();
    if (pixels.length != expected) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%d bytes of pixels do not make %d images of %s (%d bytes): give one label per"
                  + " image and one byte per pixel and channel",
              pixels.length,
              labels.length,
              shape,
              expected));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new InvalidImagesException(
            String.format(
                Locale.ROOT,
                "label %d of image %d is not in 0..%d: mend the label or give more classes",
                labels[i],
                i,
                classes - 1));
      }
    }
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  /** Number of classes; every label is below it, though not every class need have an image. */
  public int classes() {
    return classes;
  }

  /** Bytes of one image. */
  public int imageSize() {
    return shape.size();
  }

  @Override
  public int label(int i) {
    return labels[i];
  }

  /** A copy of the classes of all images. */
  public int[] labels() {
    return labels.clone();
  }

  @Override
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
   * Some of the images.
   *
   * @param indices of those, in the order that they then have
   */
  public LabelledImages chosen(int[] indices) {
    byte[] chosenPixels = new byte[indices.length * imageSize()];
    int[] chosenLabels = new int[indices.length];
    for (int k = 0; k < indices.length; k++) {
      copyImage(indices[k], chosenPixels, k * imageSize());
      chosenLabels[k] = labels[indices[k]];
    }
    return new LabelledImages(shape, classes, chosenPixels, chosenLabels, false);
  }

  /** The images {@code first .. first + count - 1}. */
  public LabelledImages subset(int first, int count) {
    Objects.checkFromIndexSize(first, count, size());
    byte[] chosen = Arrays.copyOfRange(pixels, first * imageSize(), (first + count) * imageSize());
    int[] chosenLabels = Arrays.copyOfRange(labels, first, first + count);
    return new LabelledImages(shape, classes, chosen, chosenLabels, false);
  }

  /**
   * The same images with another number of classes, for a set whose highest class has no image.
   *
   * @throws InvalidImagesException if a label is not below {@code newClasses}
   */
  public LabelledImages withClasses(int newClasses) {
    return new LabelledImages(shape, newClasses, pixels, labels, true);
  }

  /**
   * The same images with other numbers for their classes.
   *
   * @param newLabels the new label of each class, by the old one
   * @param newClasses how many classes there are then
   * @throws InvalidImagesException if a new label is not below {@code newClasses}
   */
  public LabelledImages relabelled(int[] newLabels, int newClasses) {
    int[] changed = Arrays.stream(labels).map(label -> newLabels[label]).toArray();
    return new LabelledImages(shape, newClasses, pixels, changed, true);
  }

  /** Equal shapes, classes, labels and pixels. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LabelledImages that
        && shape.equals(that.shape)
        && classes == that.classes
        && Arrays.equals(labels, that.labels)
        && Arrays.equals(pixels, that.pixels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(shape, classes, Arrays.hashCode(labels), Arrays.hashCode(pixels));
  }

  @Override
  public String toString() {
    return size() + " images of " + shape + " in " + classes + " classes";
  }
}
