package org.sparkddpm.images.formats;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;
import org.sparkddpm.images.ImageShape;

/**
 * Takes the samples out of a picture of the JDK's as they are: its own conversion of gray to RGB
 * applies a gamma curve.
 */
final class DecodedPixels {
  private static final byte[] OPAQUE = new byte[0];

  private DecodedPixels() {}

  /**
   * Channels of a picture by its colour model: gray has one, and a palette has one if all of its
   * colours are gray.
   */
  static int channels(BufferedImage read) {
    if (read.getColorModel() instanceof IndexColorModel palette) {
      int[] colours = new int[palette.getMapSize()];
      palette.getRGBs(colours);
      return Arrays.stream(colours).allMatch(DecodedPixels::isGray)
          ? ImageShape.GRAY
          : ImageShape.COLOUR;
    }
    return read.getColorModel().getNumColorComponents() == 1 ? ImageShape.GRAY : ImageShape.COLOUR;
  }

  /** Colours of a picture's palette; 0 if it has none. */
  static int colours(BufferedImage read) {
    return read.getColorModel() instanceof IndexColorModel palette ? palette.getMapSize() : 0;
  }

  private static boolean isGray(int argb) {
    int red = argb >> 16 & 0xff;
    return (argb & 0xffffff) == red * 0x010101;
  }

  /**
   * The samples of 8 bits, of more bits the upper ones, of fewer scaled to 0..255.
   *
   * @param colours of the palette in the file, which the JDK may fill up; not read without one
   * @throws IOException if a pixel is none of them
   */
  static DecodedImage of(ImageKind kind, BufferedImage read, int channels, int colours)
      throws IOException {
    int height = read.getHeight();
    int width = read.getWidth();
    byte[] samples = new byte[height * width * channels];
    if (read.getColorModel() instanceof IndexColorModel palette) {
      byte[] alpha = palette.hasAlpha() ? new byte[height * width] : OPAQUE;
      for (int pixel = 0; pixel < height * width; pixel++) {
        int index = read.getRaster().getSample(pixel % width, pixel / width, 0);
        if (index >= colours) {
          throw new IOException("a pixel of colour " + index + ", the palette has " + colours);
        }
        int argb = palette.getRGB(index);
        for (int channel = 0; channel < channels; channel++) {
          samples[pixel * channels + channel] = (byte) (argb >> (16 - 8 * channel));
        }
        if (alpha.length > 0) {
          alpha[pixel] = (byte) (argb >>> 24);
        }
      }
      return new DecodedImage(kind, height, width, channels, samples, alpha);
    }
    Raster raster = read.getRaster();
    byte[] alpha = read.getColorModel().hasAlpha() ? new byte[height * width] : OPAQUE;
    int bands = raster.getNumBands();
    int[] line = new int[width * bands];
    int[] bits = raster.getSampleModel().getSampleSize();
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, line);
      for (int x = 0; x < width; x++) {
        int pixel = y * width + x;
        for (int channel = 0; channel < channels; channel++) {
          samples[pixel * channels + channel] = eightBits(line[x * bands + channel], bits[channel]);
        }
        if (alpha.length > 0) {
          alpha[pixel] = eightBits(line[x * bands + bands - 1], bits[bands - 1]);
        }
      }
    }
    return new DecodedImage(kind, height, width, channels, samples, alpha);
  }

  private static byte eightBits(int sample, int bits) {
    if (bits >= 8) {
      return (byte) (sample >> (bits - 8));
    }
    int most = (1 << bits) - 1;
    return (byte) ((sample * 255 + most / 2) / most);
  }
}
