package org.sparkddpm.jobs.measures;

import java.io.Serializable;
import org.sparkddpm.images.ImageShape;

/**
 * What images are compared by pixel by pixel: themselves where they are small, otherwise the means
 * over squares of pixels, so many that at most {@value #MOST} numbers are left.
 *
 * @param image shape of the images
 * @param side of the squares in pixels; 1 for the images themselves
 */
public record ThumbnailShape(ImageShape image, int side) implements Serializable {

  static final int MOST = 1024;

  /** For images of a shape. */
  public static ThumbnailShape of(ImageShape image) {
    int side = 1;
    while (new ThumbnailShape(image, side).size() > MOST) {
      side++;
    }
    return new ThumbnailShape(image, side);
  }

  int height() {
    return (image.height() + side - 1) / side;
  }

  int width() {
    return (image.width() + side - 1) / side;
  }

  /** Bytes of a thumbnail. */
  public int size() {
    return height() * width() * image.channels();
  }

  /**
   * Draws an image's thumbnail.
   *
   * @param pixels of the image
   * @param out gets {@link #size} bytes from {@code offset} on
   */
  public void draw(byte[] pixels, byte[] out, int offset) {
    if (side == 1) {
      System.arraycopy(pixels, 0, out, offset, pixels.length);
      return;
    }
    int at = offset;
    for (int top = 0; top < image.height(); top += side) {
      for (int left = 0; left < image.width(); left += side) {
        for (int channel = 0; channel < image.channels(); channel++) {
          out[at++] = mean(pixels, top, left, channel);
        }
      }
    }
  }

  private byte mean(byte[] pixels, int top, int left, int channel) {
    int bottom = Math.min(top + side, image.height());
    int right = Math.min(left + side, image.width());
    int sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += pixels[(y * image.width() + x) * image.channels() + channel] & 0xff;
      }
    }
    int count = (bottom - top) * (right - left);
    return (byte) ((sum + count / 2) / count);
  }
}
