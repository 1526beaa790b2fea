package org.sparkddpm.jobs.data;

import org.sparkddpm.images.ImageShape;

/**
 * Pixels as Spark's image schema (org.apache.spark.ml.image.ImageSchema) has them: unsigned bytes,
 * row-major, the channels of a pixel side by side, coloured ones as blue, green, red.
 */
public final class SparkImage {
  /** OpenCV's CV_8UC1: one channel of unsigned bytes. */
  private static final int GRAY_MODE = 0;

  /** OpenCV's CV_8UC3: three channels of unsigned bytes. */
  private static final int COLOUR_MODE = 16;

  private SparkImage() {}

  /**
   * The schema's number for the type of an image.
   *
   * @param channels {@link ImageShape#GRAY} or {@link ImageShape#COLOUR}
   */
  public static int mode(int channels) {
    return channels == ImageShape.GRAY ? GRAY_MODE : COLOUR_MODE;
  }

  /**
   * The pixels of a coloured image with red and blue exchanged, from our order to Spark's and back;
   * those of a gray one as they are.
   *
   * @param channels {@link ImageShape#GRAY} or {@link ImageShape#COLOUR}
   */
  public static byte[] exchanged(byte[] pixels, int channels) {
    if (channels == ImageShape.GRAY) {
      return pixels;
    }
    byte[] other = pixels.clone();
    for (int i = 0; i + 2 < pixels.length; i += ImageShape.COLOUR) {
      other[i] = pixels[i + 2];
      other[i + 2] = pixels[i];
    }
    return other;
  }
}
