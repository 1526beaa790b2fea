package org.sparkddpm.images.formats;

import java.util.Arrays;
import java.util.OptionalInt;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.Picture;

/**
 * What an image file holds, before it is decided what becomes of transparent pixels. Immutable.
 *
 * <p>A picture is either composited over white, or, where all that is drawn has one colour, its
 * opacity itself is the picture: black strokes on a transparent ground are nowhere but there.
 */
public final class DecodedImage {
  private final ImageKind kind;
  private final int height;
  private final int width;
  private final int channels;
  private final byte[] samples;
  private final byte[] alpha;

  /**
   * Takes the arrays over without a copy.
   *
   * @param samples {@code height * width * channels} unsigned bytes, row by row
   * @param alpha {@code height * width} unsigned bytes, 0 = transparent; none of them if the file
   *     has no transparency
   */
  DecodedImage(ImageKind kind, int height, int width, int channels, byte[] samples, byte[] alpha) {
    this.kind = kind;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.samples = samples;
    this.alpha = alpha;
  }

  /** The image upright, where a camera was held otherwise. */
  DecodedImage turned(ExifOrientation orientation) {
    if (orientation.equals(ExifOrientation.UPRIGHT)) {
      return this;
    }
    int newHeight = orientation.height(height, width);
    int newWidth = orientation.width(height, width);
    byte[] newSamples = new byte[samples.length];
    byte[] newAlpha = new byte[alpha.length];
    for (int pixel = 0; pixel < height * width; pixel++) {
      int from = orientation.stored(pixel / newWidth, pixel % newWidth, height, width);
      System.arraycopy(samples, from * channels, newSamples, pixel * channels, channels);
      if (alpha.length > 0) {
        newAlpha[pixel] = alpha[from];
      }
    }
    return new DecodedImage(kind, newHeight, newWidth, channels, newSamples, newAlpha);
  }

  /** The image where it lies on a screen that is transparent otherwise. */
  DecodedImage on(GifBlocks.Place place) {
    int screenHeight = place.screenHeight();
    int screenWidth = place.screenWidth();
    if (height == screenHeight && width == screenWidth) {
      return this;
    }
    byte[] screen = new byte[screenHeight * screenWidth * channels];
    byte[] screenAlpha = new byte[screenHeight * screenWidth];
    for (int y = 0; y < height; y++) {
      int to = (place.top() + y) * screenWidth + place.left();
      System.arraycopy(samples, y * width * channels, screen, to * channels, width * channels);
      if (alpha.length > 0) {
        System.arraycopy(alpha, y * width, screenAlpha, to, width);
      } else {
        Arrays.fill(screenAlpha, to, to + width, (byte) 255);
      }
    }
    return new DecodedImage(kind, screenHeight, screenWidth, channels, screen, screenAlpha);
  }

  /** What the file is. */
  public ImageKind kind() {
    return kind;
  }

  /** Whether any pixel is not opaque. */
  public boolean transparent() {
    for (byte opacity : alpha) {
      if (opacity != -1) {
        return true;
      }
    }
    return false;
  }

  /**
   * The one colour of all pixels that are not wholly transparent, as 0xRRGGBB; empty if they have
   * several, or if there is none.
   */
  public OptionalInt onlyColour() {
    OptionalInt only = OptionalInt.empty();
    for (int pixel = 0; pixel < height * width; pixel++) {
      if (alpha.length > 0 && alpha[pixel] == 0) {
        continue;
      }
      int colour = colour(pixel);
      if (only.isPresent() && only.getAsInt() != colour) {
        return OptionalInt.empty();
      }
      only = OptionalInt.of(colour);
    }
    return only;
  }

  private int colour(int pixel) {
    int colour = 0;
    for (int i = 0; i < ImageShape.COLOUR; i++) {
      int channel = channels == ImageShape.GRAY ? 0 : i;
      colour = (colour << 8) | (samples[pixel * channels + channel] & 0xff);
    }
    return colour;
  }

  /** The picture, its transparent pixels over white; gray or in colour as the file is. */
  public Picture overWhite() {
    if (alpha.length == 0) {
      return new Picture(height, width, channels, samples);
    }
    byte[] pixels = new byte[samples.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = overWhite(samples[i] & 0xff, alpha[i / channels] & 0xff);
    }
    return Picture.owning(height, width, channels, pixels);
  }

  /**
   * One channel of a transparent pixel over white.
   *
   * @param sample 0 to 255
   * @param opacity 0 = transparent to 255
   */
  public static byte overWhite(int sample, int opacity) {
    return (byte) ((sample * opacity + 255 * (255 - opacity) + 127) / 255);
  }

  /** How opaque each pixel is, as a gray picture: what is drawn white, the ground black. */
  public Picture opacity() {
    byte[] pixels = new byte[height * width];
    Arrays.fill(pixels, (byte) 255);
    System.arraycopy(alpha, 0, pixels, 0, alpha.length);
    return Picture.owning(height, width, ImageShape.GRAY, pixels);
  }
}
