package org.sparkddpm.images.pictures;

import java.util.Arrays;

/** Numbers written in squares, three wide and five high: no fonts, so alike on every machine. */
final class PixelDigits {
  /** Height of a digit in squares. */
  static final int HEIGHT = 5;

  /** Each character is one row from the top, its three bits the squares from the left. */
  private static final String[] ROWS = {
    "75557", "26227", "71747", "71717", "55711", "74717", "74757", "71122", "75757", "75717"
  };

  private PixelDigits() {}

  /** Width in squares of a number of 0 or more, one square between digits. */
  static int width(int number) {
    return 4 * Integer.toString(number).length() - 1;
  }

  /** Draws a number in white, its upper left corner at (x, y), squares of {@code scale} pixels. */
  static void draw(
      int number, byte[] pixels, int pixelsWidth, int channels, int x, int y, int scale) {
    String text = Integer.toString(number);
    for (int i = 0; i < text.length(); i++) {
      String rows = ROWS[text.charAt(i) - '0'];
      for (int row = 0; row < HEIGHT * scale; row++) {
        int bits = rows.charAt(row / scale) - '0';
        for (int column = 0; column < 3; column++) {
          if ((bits >> (2 - column) & 1) != 0) {
            int from = (y + row) * pixelsWidth + x + (4 * i + column) * scale;
            Arrays.fill(pixels, from * channels, (from + scale) * channels, (byte) 255);
          }
        }
      }
    }
  }
}
