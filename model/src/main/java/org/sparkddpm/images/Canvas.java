package org.sparkddpm.images;

import java.util.Arrays;
import java.util.Locale;

/**
 * Between an image of bytes and the canvas of floats that the network sees: black padding around
 * the image, byte 0 as -1 and byte 255 as 1. Both are row-major, the channels of a pixel side by
 * side.
 *
 * @param image shape of the data's images
 * @param height of the canvas in pixels, at least the image's
 * @param width of the canvas in pixels, at least the image's
 */
public record Canvas(ImageShape image, int height, int width) {

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if the image does not fit on the canvas
   */
  public Canvas {
    if (image.height() > height || image.width() > width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an image of %dx%d does not fit on a canvas of %dx%d; train a model for this image size",
              image.width(),
              image.height(),
              width,
              height));
    }
  }

  /** Floats of one canvas: {@code height * width * channels}. */
  public int size() {
    return height * line();
  }

  /**
   * Writes one image onto a canvas.
   *
   * @param pixels {@code image().size()} unsigned bytes, row by row
   * @param canvas the target array
   * @param offset of the canvas in the target, which gets {@link #size()} values in [-1, 1]
   */
  public void draw(byte[] pixels, float[] canvas, int offset) {
    Arrays.fill(canvas, offset, offset + size(), -1f);
    int imageLine = imageLine();
    for (int y = 0; y < image.height(); y++) {
      PixelRange.toData(pixels, y * imageLine, canvas, offset + start(y), imageLine);
    }
  }

  /**
   * Cuts the image out of a canvas, rounding to the nearest byte and clamping.
   *
   * @param canvas the source array
   * @param offset of the canvas in the source
   */
  public byte[] crop(float[] canvas, int offset) {
    byte[] pixels = new byte[image.size()];
    int imageLine = imageLine();
    for (int y = 0; y < image.height(); y++) {
      PixelRange.toPixels(canvas, offset + start(y), pixels, y * imageLine, imageLine);
    }
    return pixels;
  }

  private int line() {
    return width * image.channels();
  }

  private int imageLine() {
    return image.width() * image.channels();
  }

  /** Where row {@code y} of the image starts on the canvas. */
  private int start(int y) {
    int top = (height - image.height()) / 2;
    int left = (width - image.width()) / 2;
    return (y + top) * line() + left * image.channels();
  }
}
