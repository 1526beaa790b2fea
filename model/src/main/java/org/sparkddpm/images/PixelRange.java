package org.sparkddpm.images;

import java.util.Objects;

/** Between pixels as stored (bytes 0..255) and as a model sees them (floats -1..1). */
public final class PixelRange {
  private static final float HALF = 127.5f;

  private PixelRange() {}

  /** Writes {@code length} pixels as {@code pixel / 127.5 - 1}. */
  public static void toData(
      byte[] pixels, int pixelsOffset, float[] data, int dataOffset, int length) {
    Objects.checkFromIndexSize(pixelsOffset, length, pixels.length);
    Objects.checkFromIndexSize(dataOffset, length, data.length);
    for (int i = 0; i < length; i++) {
      data[dataOffset + i] = (pixels[pixelsOffset + i] & 0xff) / HALF - 1;
    }
  }

  /**
   * Writes {@code length} values as the nearest pixels; values outside -1..1 become 0 or 255.
   *
   * @throws IllegalArgumentException if a value is not a number
   */
  public static void toPixels(
      float[] data, int dataOffset, byte[] pixels, int pixelsOffset, int length) {
    Objects.checkFromIndexSize(dataOffset, length, data.length);
    Objects.checkFromIndexSize(pixelsOffset, length, pixels.length);
    for (int i = 0; i < length; i++) {
      float value = data[dataOffset + i];
      if (Float.isNaN(value)) {
        throw new IllegalArgumentException(
            "value " + i + " of the image is not a number: the model has diverged");
      }
      float scaled = (value + 1) * HALF;
      pixels[pixelsOffset + i] = (byte) (int) (Math.min(255, Math.max(0, scaled)) + 0.5f);
    }
  }
}
