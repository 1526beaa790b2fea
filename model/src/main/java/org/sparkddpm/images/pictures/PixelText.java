package org.sparkddpm.images.pictures;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Texts written in squares, each character three wide and five high: no fonts, so alike on every
 * machine. Small letters look like capitals; there are letters from A to Z, digits and a few marks.
 */
final class PixelText {
  /** Height of a character in squares. */
  static final int HEIGHT = 5;

  private static final int WIDTH = 3;

  private static final String CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -_.+/():,=#'";

  /** Each character is one row from the top, its three bits the squares from the left. */
  private static final String[] ROWS = {
    "75557", "26227", "71747", "71717", "55711", "74717", "74757", "71122", "75757", "75717",
    "25755", "65656", "34443", "65556", "74647", "74644", "34553", "55755", "72227", "11152",
    "55655", "44447", "57755", "65555", "25552", "65644", "25563", "65655", "34216", "72222",
    "55557", "55552", "55775", "55255", "55222", "71247", "00000", "00700", "00007", "00002",
    "02720", "11244", "24442", "21112", "02020", "00024", "07070", "57575", "22000"
  };

  private static final Map<Integer, String> GLYPHS = glyphs();

  private PixelText() {}

  private static Map<Integer, String> glyphs() {
    Map<Integer, String> glyphs = new HashMap<>();
    for (int i = 0; i < ROWS.length; i++) {
      glyphs.put((int) CHARACTERS.charAt(i), ROWS[i]);
    }
    return glyphs;
  }

  /** Whether every character of a text can be drawn. */
  static boolean canDraw(String text) {
    return text.codePoints().map(Character::toUpperCase).allMatch(GLYPHS::containsKey);
  }

  /** Width in squares of a text that can be drawn, one square between characters. */
  static int width(String text) {
    return (WIDTH + 1) * text.length() - 1;
  }

  /**
   * Draws a text that can be drawn in white, its upper left corner at (x, y), squares of {@code
   * scale} pixels.
   */
  static void draw(
      String text, byte[] pixels, int pixelsWidth, int channels, int x, int y, int scale) {
    for (int i = 0; i < text.length(); i++) {
      String rows = GLYPHS.get(Character.toUpperCase((int) text.charAt(i)));
      for (int row = 0; row < HEIGHT * scale; row++) {
        int bits = rows.charAt(row / scale) - '0';
        for (int column = 0; column < WIDTH; column++) {
          if ((bits >> (2 - column) & 1) != 0) {
            int from = (y + row) * pixelsWidth + x + ((WIDTH + 1) * i + column) * scale;
            Arrays.fill(pixels, from * channels, (from + scale) * channels, (byte) 255);
          }
        }
      }
    }
  }
}
