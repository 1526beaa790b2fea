package org.sparkddpm.judge;

import org.sparkddpm.images.Canvas;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/**
 * Draws images onto the judge's canvas, for training turned by up to 0.2 radians, scaled by up to a
 * tenth and moved by up to a fourteenth of each side, so that the judge learns what a class is and
 * not where it stands. What comes from outside the canvas is black.
 */
final class JudgeAugmentation {

  private static final double TURN = 0.2;
  private static final double SCALE = 0.1;
  private static final double MOVE = 1.0 / 14;

  /** Black, as {@link Canvas} has it. */
  private static final float BLACK = -1;

  private final Canvas canvas;
  private final int channels;
  private final float[] straight;

  JudgeAugmentation(JudgeConfig config) {
    this.canvas = config.canvas();
    this.channels = config.channels();
    this.straight = new float[canvas.size()];
  }

  /**
   * Draws an image as it comes in an epoch.
   *
   * @param pixels of the image
   * @param out gets {@code canvas.size()} values from {@code offset} on
   */
  void draw(byte[] pixels, long seed, long image, long epoch, float[] out, int offset) {
    canvas.draw(pixels, straight, 0);
    RandomStream random = RandomStream.of(seed, Purpose.JUDGE_AUGMENTATION, image, epoch);
    double angle = within(random, TURN);
    double scale = 1 + within(random, SCALE);
    double right = within(random, MOVE * canvas.image().width());
    double down = within(random, MOVE * canvas.image().height());
    double cosine = StrictMath.cos(angle) / scale;
    double sine = StrictMath.sin(angle) / scale;
    double centreX = (canvas.width() - 1) / 2.0;
    double centreY = (canvas.height() - 1) / 2.0;
    int at = offset;
    for (int y = 0; y < canvas.height(); y++) {
      for (int x = 0; x < canvas.width(); x++) {
        double fromX = x - centreX - right;
        double fromY = y - centreY - down;
        double sourceX = cosine * fromX + sine * fromY + centreX;
        double sourceY = cosine * fromY - sine * fromX + centreY;
        for (int channel = 0; channel < channels; channel++) {
          out[at++] = interpolated(sourceX, sourceY, channel);
        }
      }
    }
  }

  private static double within(RandomStream random, double bound) {
    return bound * (2 * random.nextDouble() - 1);
  }

  /** Bilinear. */
  private float interpolated(double x, double y, int channel) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    float across = (float) (x - left);
    float along = (float) (y - top);
    float above = mix(pixel(left, top, channel), pixel(left + 1, top, channel), across);
    float below = mix(pixel(left, top + 1, channel), pixel(left + 1, top + 1, channel), across);
    return mix(above, below, along);
  }

  private static float mix(float a, float b, float share) {
    return a + share * (b - a);
  }

  private float pixel(int x, int y, int channel) {
    return x < 0 || y < 0 || x >= canvas.width() || y >= canvas.height()
        ? BLACK
        : straight[(y * canvas.width() + x) * channels + channel];
  }
}
