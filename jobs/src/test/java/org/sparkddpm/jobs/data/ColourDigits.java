package org.sparkddpm.jobs.data;

import java.awt.Color;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;

/**
 * The project's drawn digits in colour: ink of one hue on a dark ground of the opposite one, both a
 * pure function of the label and the index.
 */
public final class ColourDigits {
  private static final float TURN_OF_A_LABEL = 1f / Strokes.CLASSES;
  private static final float DARK = 0.25f;

  private ColourDigits() {}

  /** The digits of the indices {@code first .. first + count - 1}. */
  public static LabelledImages draw(long first, int count) {
    LabelledImages gray = Strokes.draw(first, count);
    ImageShape shape = ImageShape.colour(Strokes.SIDE, Strokes.SIDE);
    byte[] pixels = new byte[count * shape.size()];
    for (int i = 0; i < count; i++) {
      float hue = gray.label(i) * TURN_OF_A_LABEL + (first + i) % 7 * TURN_OF_A_LABEL / 14;
      int ink = Color.HSBtoRGB(hue, 1, 1);
      int ground = Color.HSBtoRGB(hue + 0.5f, 1, DARK);
      byte[] image = gray.image(i);
      for (int at = 0; at < shape.size(); at++) {
        int shift = 16 - 8 * (at % 3);
        int cover = image[at / 3] & 0xff;
        int value = (ink >> shift & 0xff) * cover + (ground >> shift & 0xff) * (255 - cover);
        pixels[i * shape.size() + at] = (byte) (value / 255);
      }
    }
    return new LabelledImages(shape, gray.classes(), pixels, gray.labels());
  }
}
