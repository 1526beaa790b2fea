package org.sparkddpm.images.strokes;

import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;

/**
 * Handwritten-looking digits made by moving a pen along curves: the data set that needs no
 * download.
 *
 * <p>28x28 pixels, white on black, the ink about 20 pixels high and centred by its mass as in
 * MNIST. Image {@code i} is a pure function of {@code i} (the same bytes on every JVM), its label
 * is {@code i mod 10}, and no two need be alike, so that any range of indices can serve as training
 * set and any other as test set.
 */
public final class Strokes {
  /** Height and width of a drawn digit in pixels. */
  public static final int SIDE = Handwriting.SIDE;

  /** Number of classes: the ten digits. */
  public static final int CLASSES = 10;

  private Strokes() {}

  /**
   * Draws the digits of the indices {@code first .. first + count - 1}.
   *
   * @param first at least 0
   * @param count at least 1
   */
  public static LabelledImages draw(long first, int count) {
    if (first < 0 || count < 1 || first > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          "digits " + first + " and the " + count + " from there: give first >= 0, count >= 1");
    }
    int imageSize = SIDE * SIDE;
    if ((long) count * imageSize > LabelledImages.MAX_PIXELS) {
      throw new IllegalArgumentException(
          count + " digits do not fit in one set: draw them in parts of at most 2,000,000");
    }
    byte[] pixels = new byte[count * imageSize];
    int[] labels = new int[count];
    Pen pen = new Pen(SIDE);
    for (int k = 0; k < count; k++) {
      long index = first + k;
      labels[k] = (int) (index % CLASSES);
      Handwriting.write(labels[k], new StrokeRandom(index), pen);
      pen.lift(pixels, k * imageSize);
    }
    return LabelledImages.owning(ImageShape.gray(SIDE, SIDE), CLASSES, pixels, labels);
  }
}
