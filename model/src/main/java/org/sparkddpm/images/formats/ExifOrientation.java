package org.sparkddpm.images.formats;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How a camera was held, by the tag Orientation of Exif 2.3 (JEITA CP-3451C, 4.6.4): what is to be
 * done to the pixels as they are stored so that they are upright.
 *
 * @param swapped whether rows become columns, first of all
 * @param fromBottom whether the rows then run from bottom to top
 * @param fromRight whether the columns then run from right to left
 */
record ExifOrientation(boolean swapped, boolean fromBottom, boolean fromRight) {
  /** Nothing is to be done. */
  static final ExifOrientation UPRIGHT = new ExifOrientation(false, false, false);

  private static final byte[] HEAD = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int TAG = 0x0112;
  private static final int ENTRY = 12;

  /** By the tag's values from 1 on. */
  private static final ExifOrientation[] VALUES = {
    UPRIGHT,
    new ExifOrientation(false, false, true),
    new ExifOrientation(false, true, true),
    new ExifOrientation(false, true, false),
    new ExifOrientation(true, false, false),
    new ExifOrientation(true, false, true),
    new ExifOrientation(true, true, true),
    new ExifOrientation(true, true, false)
  };

  /**
   * Reads the tag of a segment of a JPEG file.
   *
   * @param start of the segment's data
   * @param end behind the segment
   * @return {@link #UPRIGHT} if the segment says nothing of it
   */
  static ExifOrientation of(byte[] file, int start, int end) {
    int tiff = start + HEAD.length;
    if (tiff + 8 > end || !Arrays.equals(file, start, tiff, HEAD, 0, HEAD.length)) {
      return UPRIGHT;
    }
    ByteBuffer in = ByteBuffer.wrap(file, tiff, end - tiff).slice();
    in.order(in.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = in.getInt(4);
    if (directory < 0 || directory > in.limit() - 2) {
      return UPRIGHT;
    }
    int entries = in.getShort(directory) & 0xffff;
    for (int at = directory + 2; entries > 0 && at + ENTRY <= in.limit(); at += ENTRY, entries--) {
      if ((in.getShort(at) & 0xffff) == TAG) {
        int value = in.getShort(at + 8) & 0xffff;
        return value >= 1 && value <= VALUES.length ? VALUES[value - 1] : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Height of the upright image. */
  int height(int storedHeight, int storedWidth) {
    return swapped ? storedWidth : storedHeight;
  }

  /** Width of the upright image. */
  int width(int storedHeight, int storedWidth) {
    return swapped ? storedHeight : storedWidth;
  }

  /** Number of the stored pixel that is at a place of the upright image. */
  int stored(int y, int x, int storedHeight, int storedWidth) {
    int row = fromBottom ? height(storedHeight, storedWidth) - 1 - y : y;
    int column = fromRight ? width(storedHeight, storedWidth) - 1 - x : x;
    return swapped ? column * storedWidth + row : row * storedWidth + column;
  }
}
