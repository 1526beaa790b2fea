package org.sparkddpm.images;

import java.util.Arrays;

/**
 * Between an image of bytes and the canvas of floats that the network sees: black padding around
 * the image, pixel 0 as -1 and pixel 255 as 1.
 *
 * @param imageHeight of the data, in pixels
 * @param imageWidth of the data, in pixels
 * @param height of the canvas, at least the image's
 * @param width of the canvas, at least the image's
 */
public record Canvas(int imageHeight, int imageWidth, int height, int width) {

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if the image is empty or does not fit on the canvas
   */
  public Canvas {
    if (imageHeight < 1 || imageWidth < 1 || imageHeight > height || imageWidth > width) {
      throw new IllegalArgumentException(
          "an image of %dx%d does not fit on a canvas of %dx%d; train a model for this image size"
              .formatted(imageHeight, imageWidth, height, width));
    }
  }

  /** Floats of one canvas. */
  public int size() {
    return height * width;
  }

  /**
   * Writes one image onto a canvas.
   *
   * @param pixels {@code imageHeight * imageWidth} unsigned bytes, row by row
   * @param canvas the target array
   * @param offset of the canvas in the target, which gets {@link #size()} values in [-1, 1]
   */
  public void draw(byte[] pixels, float[] canvas, int offset) {
    Arrays.fill(canvas, offset, offset + size(), -1f);
    for (int y = 0; y < imageHeight; y++) {
      int to = offset + (y + top()) * width + left();
      PixelRange.toData(pixels, y * imageWidth, canvas, to, imageWidth);
    }
  }

  /**
   * Cuts the image out of a canvas, rounding to the nearest byte and clamping.
   *
   * @param canvas the source array
   * @param offset of the canvas in the source
   */
  public byte[] crop(float[] canvas, int offset) {
    byte[] pixels = new byte[imageHeight * imageWidth];
    for (int y = 0; y < imageHeight; y++) {
      int from = offset + (y + top()) * width + left();
      PixelRange.toPixels(canvas, from, pixels, y * imageWidth, imageWidth);
    }
    return pixels;
  }

  private int top() {
    return (height - imageHeight) / 2;
  }

  private int left() {
    return (width - imageWidth) / 2;
  }
}
