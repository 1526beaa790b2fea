package org.sparkddpm.images;

import java.io.Serializable;

/**
 * Size and channels of the images of a data set. The bytes of an image are row-major, the channels
 * of a pixel side by side: {@code [height, width, channels]}.
 *
 * @param height in pixels, 1..{@value #MAX_SIDE}
 * @param width in pixels, 1..{@value #MAX_SIDE}
 * @param channels {@value #GRAY} for gray, {@value #COLOUR} for red, green and blue
 */
public record ImageShape(int height, int width, int channels) implements Serializable {
  /** The most pixels in height or width. */
  public static final int MAX_SIDE = 4096;

  /** Channels of a gray image. */
  public static final int GRAY = 1;

  /** Channels of a coloured image: red, green, blue. */
  public static final int COLOUR = 3;

  /**
   * Checks the ranges.
   *
   * @throws InvalidImagesException naming the value that is out of its range
   */
  public ImageShape {
    checkSide("height", height);
    checkSide("width", width);
    checkChannels(channels);
  }

  /** The shape of gray images. */
  public static ImageShape gray(int height, int width) {
    return new ImageShape(height, width, GRAY);
  }

  /** The shape of coloured images. */
  public static ImageShape colour(int height, int width) {
    return new ImageShape(height, width, COLOUR);
  }

  private static void checkSide(String what, int side) {
    if (side < 1 || side > MAX_SIDE) {
      throw new InvalidImagesException(
          what + " " + side + " of the images is not in 1.." + MAX_SIDE + " pixels");
    }
  }

  static void checkChannels(int channels) {
    if (channels != GRAY && channels != COLOUR) {
      throw new InvalidImagesException(
          "images of "
              + channels
              + " channels: give gray ones ("
              + GRAY
              + ") or red, green and blue ("
              + COLOUR
              + ")");
    }
  }

  /** Bytes of an image: {@code height * width * channels}. */
  public int size() {
    return height * width * channels;
  }

  /** What the channels are, in words: {@code gray} or {@code RGB}. */
  public String colours() {
    return channels == GRAY ? "gray" : "RGB";
  }

  /** Width and height, and the channels where there are more than one: 28x30, 32x24x3. */
  @Override
  public String toString() {
    return width + "x" + height + (channels == GRAY ? "" : "x" + channels);
  }
}
