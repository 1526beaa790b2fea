package org.sparkddpm.images.pictures;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.Picture;

/**
 * The 256 colours that a GIF has, the same ones for every frame of every GIF: for gray pictures all
 * gray values; for others six levels of red, green and blue each, in steps of 51, and 40 grays
 * between them.
 */
final class Palette {
  private static final int SIZE = 256;
  private static final int LEVELS = 6;
  private static final int STEP = 255 / (LEVELS - 1);
  private static final int CUBE = LEVELS * LEVELS * LEVELS;
  private static final int BETWEEN = SIZE - CUBE;

  private static final IndexColorModel GRAYS = grays();
  private static final IndexColorModel COLOURS = colours();

  private Palette() {}

  /** The picture with each pixel as the index of its colour, or of one near it. */
  static BufferedImage paint(Picture picture) {
    boolean gray = picture.channels() == ImageShape.GRAY;
    int width = picture.width();
    byte[] pixels = picture.pixels();
    BufferedImage painted =
        new BufferedImage(
            width, picture.height(), BufferedImage.TYPE_BYTE_INDEXED, gray ? GRAYS : COLOURS);
    painted
        .getRaster()
        .setDataElements(0, 0, width, picture.height(), gray ? pixels : indices(pixels));
    return painted;
  }

  private static byte[] indices(byte[] rgb) {
    byte[] indices = new byte[rgb.length / ImageShape.COLOUR];
    for (int i = 0; i < indices.length; i++) {
      int at = i * ImageShape.COLOUR;
      indices[i] = (byte) near(rgb[at] & 0xff, rgb[at + 1] & 0xff, rgb[at + 2] & 0xff);
    }
    return indices;
  }

  /** The better one of the nearest colour in the cube and the gray of this brightness. */
  private static int near(int red, int green, int blue) {
    int inCube = (level(red) * LEVELS + level(green)) * LEVELS + level(blue);
    int inGrays = CUBE + (red + green + blue) / 3 * BETWEEN / SIZE;
    return distance(inGrays, red, green, blue) < distance(inCube, red, green, blue)
        ? inGrays
        : inCube;
  }

  private static int level(int value) {
    return (value + STEP / 2) / STEP;
  }

  private static int distance(int index, int red, int green, int blue) {
    int dr = COLOURS.getRed(index) - red;
    int dg = COLOURS.getGreen(index) - green;
    int db = COLOURS.getBlue(index) - blue;
    return dr * dr + dg * dg + db * db;
  }

  private static IndexColorModel grays() {
    byte[] ramp = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      ramp[i] = (byte) i;
    }
    return new IndexColorModel(8, SIZE, ramp, ramp, ramp);
  }

  private static IndexColorModel colours() {
    byte[] red = new byte[SIZE];
    byte[] green = new byte[SIZE];
    byte[] blue = new byte[SIZE];
    for (int i = 0; i < CUBE; i++) {
      red[i] = (byte) (STEP * (i / (LEVELS * LEVELS)));
      green[i] = (byte) (STEP * (i / LEVELS % LEVELS));
      blue[i] = (byte) (STEP * (i % LEVELS));
    }
    for (int k = 0; k < BETWEEN; k++) {
      byte gray = (byte) ((2 * k + 1) * 255 / (2 * BETWEEN));
      red[CUBE + k] = gray;
      green[CUBE + k] = gray;
      blue[CUBE + k] = gray;
    }
    return new IndexColorModel(8, SIZE, red, green, blue);
  }
}
