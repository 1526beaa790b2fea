package org.sparkddpm.images.strokes;

/**
 * How one sheet of skeletons is distorted: stretched, slanted and turned around its middle, with a
 * slow bend and a waist moved up or down.
 */
final class Warp {
  static final double FULL_TURN = 2 * StrictMath.PI;

  private static final double MIDDLE_X = 3.5;
  private static final double MIDDLE_Y = 5;

  private final double[] matrix;
  private final Wave sideways;
  private final Wave upright;
  private final double waist;

  /**
   * Draws a distortion by lot.
   *
   * @param plain whether the slant is most of what can vary, as in a 1
   */
  Warp(StrokeRandom random, boolean plain) {
    double turn = 0.1 * random.bell();
    double slant = 0.14 + (plain ? 0.26 : 0.24) * random.bell();
    double wide = 1.12 + 0.2 * random.bell();
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    // Turn * slant * stretch; y points down, so that a positive slant leans to the right.
    matrix = new double[] {cos * wide, -cos * slant - sin, sin * wide, cos - sin * slant};
    sideways = Wave.of(random, 0.45);
    upright = Wave.of(random, 0.5);
    waist = 0.7 * random.bell();
  }

  /** Moves the points x, y, x, y, .. of a line. */
  void apply(double[] line) {
    for (int i = 0; i < line.length; i += 2) {
      double x = line[i] - MIDDLE_X;
      double y = line[i + 1] - MIDDLE_Y;
      double middle = StrictMath.max(0, 1 - y * y / (MIDDLE_Y * MIDDLE_Y));
      double bentX = x + sideways.at(y);
      double bentY = y + waist * middle + upright.at(x);
      line[i] = matrix[0] * bentX + matrix[1] * bentY;
      line[i + 1] = matrix[2] * bentX + matrix[3] * bentY;
    }
  }

  private record Wave(double height, double phase, double frequency) {
    static Wave of(StrokeRandom random, double highest) {
      double height = random.between(0, highest);
      double phase = FULL_TURN * random.uniform();
      return new Wave(height, phase, random.between(0.2, 0.5));
    }

    double at(double x) {
      return height * StrictMath.sin(phase + frequency * x);
    }
  }
}
