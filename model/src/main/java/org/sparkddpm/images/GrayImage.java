package org.sparkddpm.images;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * One gray image of any size up to 2^28 pixels; unsigned bytes, 0 = black, row-major. Immutable.
 */
public final class GrayImage {
  private static final long MAX_PIXELS = 1L << 28;

  private final int height;
  private final int width;
  private final byte[] pixels;

  /**
   * Copies its pixels.
   *
   * @param pixels {@code height * width} unsigned bytes
   */
  public GrayImage(int height, int width, byte[] pixels) {
    this(height, width, pixels.clone(), true);
  }

  private GrayImage(int height, int width, byte[] pixels, boolean check) {
    if (check && (height < 1 || width < 1 || pixels.length != (long) height * width)) {
      throw new InvalidImagesException(
          String.format(
              "%d bytes are not an image of %dx%d: give height * width bytes",
              pixels.length, height, width));
    }
    this.height = height;
    this.width = width;
    this.pixels = pixels;
  }

  /** Takes the array over without a copy: the caller must forget it. */
  public static GrayImage owning(int height, int width, byte[] pixels) {
    return new GrayImage(height, width, pixels, true);
  }

  /** Refuses sizes that would need more memory than a picture is worth. */
  public static void checkArea(long height, long width, String remedy) {
    if (height > Integer.MAX_VALUE || width > Integer.MAX_VALUE || height * width > MAX_PIXELS) {
      throw new InvalidImagesException(
          "a picture of " + height + "x" + width + " pixels is too large: " + remedy);
    }
  }

  /** Height in pixels. */
  public int height() {
    return height;
  }

  /** Width in pixels. */
  public int width() {
    return width;
  }

  /** A copy of all pixels, row by row. */
  public byte[] pixels() {
    return pixels.clone();
  }

  /** Brightness at a place, 0..255. */
  public int at(int y, int x) {
    return pixels[y * width + x] & 0xff;
  }

  /** The image with each pixel as a square of {@code factor * factor} pixels. */
  public GrayImage enlarged(int factor) {
    if (factor < 1) {
      throw new IllegalArgumentException("enlargement " + factor + ": give at least 1");
    }
    if (factor == 1) {
      return this;
    }
    checkArea((long) height * factor, (long) width * factor, "enlarge it less");
    int wide = width * factor;
    byte[] large = new byte[height * factor * wide];
    for (int y = 0; y < height; y++) {
      int row = y * factor * wide;
      for (int x = 0; x < width; x++) {
        Arrays.fill(large, row + x * factor, row + (x + 1) * factor, pixels[y * width + x]);
      }
      for (int copy = 1; copy < factor; copy++) {
        System.arraycopy(large, row, large, row + copy * wide, wide);
      }
    }
    return owning(height * factor, wide, large);
  }

  /** A copy as a picture of type {@link BufferedImage#TYPE_BYTE_GRAY}. */
  public BufferedImage toBufferedImage() {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, width, height, pixels);
    return picture;
  }

  /** Equal size and pixels. */
  @Override
  public boolean equals(Object other) {
    return other instanceof GrayImage that
        && height == that.height
        && width == that.width
        && Arrays.equals(pixels, that.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + Arrays.hashCode(pixels);
  }

  @Override
  public String toString() {
    return "gray image of " + height + "x" + width;
  }
}
