package org.sparkddpm.images;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;

/**
 * One picture of any size up to 2^28 pixels, gray or in red, green and blue; unsigned bytes, 0 =
 * black, row-major, the channels of a pixel side by side. Immutable.
 */
public final class Picture {
  private static final long MAX_PIXELS = 1L << 28;

  private final int height;
  private final int width;
  private final int channels;
  private final byte[] pixels;

  /**
   * Copies its pixels.
   *
   * @param channels {@link ImageShape#GRAY} or {@link ImageShape#COLOUR}
   * @param pixels {@code height * width * channels} unsigned bytes
   */
  public Picture(int height, int width, int channels, byte[] pixels) {
    this(pixels.clone(), height, width, channels);
  }

  private Picture(byte[] pixels, int height, int width, int channels) {
    ImageShape.checkChannels(channels);
    if (height < 1 || width < 1 || pixels.length != (long) height * width * channels) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%d bytes are not a picture of %dx%d in %d channels: give height * width * channels"
                  + " bytes",
              pixels.length,
              width,
              height,
              channels));
    }
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.pixels = pixels;
  }

  /** Takes the array over without a copy: the caller must forget it. */
  public static Picture owning(int height, int width, int channels, byte[] pixels) {
    return new Picture(pixels, height, width, channels);
  }

  /** Refuses sizes that would need more memory than a picture is worth. */
  public static void checkArea(long height, long width, String remedy) {
    if (height > Integer.MAX_VALUE || width > Integer.MAX_VALUE || height * width > MAX_PIXELS) {
      throw new InvalidImagesException(
          "a picture of " + width + "x" + height + " pixels is too large: " + remedy);
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

  /** {@link ImageShape#GRAY} or {@link ImageShape#COLOUR}. */
  public int channels() {
    return channels;
  }

  /** A copy of all pixels, row by row. */
  public byte[] pixels() {
    return pixels.clone();
  }

  /**
   * Brightness of one channel at a place, 0..255.
   *
   * @param channel 0 for gray; 0, 1, 2 for red, green, blue
   */
  public int at(int y, int x, int channel) {
    return pixels[(y * width + x) * channels + channel] & 0xff;
  }

  /** Whether every pixel is black. */
  public boolean isBlack() {
    for (byte pixel : pixels) {
      if (pixel != 0) {
        return false;
      }
    }
    return true;
  }

  /** The picture with each pixel as a square of {@code factor * factor} pixels. */
  public Picture enlarged(int factor) {
    if (factor < 1) {
      throw new IllegalArgumentException("enlargement " + factor + ": give at least 1");
    }
    if (factor == 1) {
      return this;
    }
    checkArea((long) height * factor, (long) width * factor, "enlarge it less");
    int line = width * factor * channels;
    byte[] large = new byte[height * factor * line];
    for (int y = 0; y < height; y++) {
      int row = y * factor * line;
      for (int x = 0; x < width * factor; x++) {
        int from = (y * width + x / factor) * channels;
        System.arraycopy(pixels, from, large, row + x * channels, channels);
      }
      for (int copy = 1; copy < factor; copy++) {
        System.arraycopy(large, row, large, row + copy * line, line);
      }
    }
    return owning(height * factor, width * factor, channels, large);
  }

  /**
   * A copy for the JDK's writers, of type {@link BufferedImage#TYPE_BYTE_GRAY} or {@link
   * BufferedImage#TYPE_3BYTE_BGR}.
   */
  public BufferedImage toBufferedImage() {
    boolean gray = channels == ImageShape.GRAY;
    BufferedImage picture =
        new BufferedImage(
            width, height, gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    // The raster takes the channels as red, green, blue, whatever the order of its own bytes.
    picture.getRaster().setDataElements(0, 0, width, height, pixels);
    return picture;
  }

  /** Equal size, channels and pixels. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Picture that
        && height == that.height
        && width == that.width
        && channels == that.channels
        && Arrays.equals(pixels, that.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * height + width) + channels) + Arrays.hashCode(pixels);
  }

  @Override
  public String toString() {
    return "picture of " + width + "x" + height + " in " + channels + " channels";
  }
}
