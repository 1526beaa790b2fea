package org.sparkddpm.images.formats;

import org.sparkddpm.images.ImageShape;

/**
 * Pixels in the order of OpenCV, which is also that of the images in Spark's tables: unsigned
 * bytes, row-major, the channels of a pixel side by side, coloured ones as blue, green, red.
 */
public final class OpenCvPixels {
  /** CV_8UC1: one channel of unsigned bytes. */
  private static final int GRAY_TYPE = 0;

  /** CV_8UC3: three channels of unsigned bytes. */
  private static final int COLOUR_TYPE = 16;

  private OpenCvPixels() {}

  /**
   * OpenCV's number for the type of an image.
   *
   * @param channels {@link ImageShape#GRAY} or {@link ImageShape#COLOUR}
   */
  public static int type(int channels) {
    return channels == ImageShape.GRAY ? GRAY_TYPE : COLOUR_TYPE;
  }

  /**
   * The pixels of a coloured image with red and blue exchanged, from our order to OpenCV's and
   * back; those of a gray one as they are.
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
