package org.sparkddpm.images.strokes;

import java.util.Arrays;

/**
 * A round, soft-edged pen on a square sheet: each pixel takes the darkest ink that any line segment
 * gives it.
 */
final class Pen {
  private final int side;
  private final float[] ink;

  Pen(int side) {
    this.side = side;
    this.ink = new float[side * side];
  }

  /**
   * Draws a straight line whose thickness changes evenly, all in pixels; pixel (0, 0) covers the
   * square from 0 to 1.
   *
   * @param radiusA half the thickness at the start
   * @param softness width of the edge in which ink falls from full to none
   */
  void line(
      double ax, double ay, double radiusA, double bx, double by, double radiusB, double softness) {
    double reach = StrictMath.max(radiusA, radiusB) + softness / 2 + 0.5;
    int left = clamp(StrictMath.floor(StrictMath.min(ax, bx) - reach));
    int right = clamp(StrictMath.ceil(StrictMath.max(ax, bx) + reach));
    int top = clamp(StrictMath.floor(StrictMath.min(ay, by) - reach));
    int bottom = clamp(StrictMath.ceil(StrictMath.max(ay, by) + reach));
    double dx = bx - ax;
    double dy = by - ay;
    double lengthSquared = dx * dx + dy * dy;
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        double px = x + 0.5 - ax;
        double py = y + 0.5 - ay;
        double along = lengthSquared == 0 ? 0 : (px * dx + py * dy) / lengthSquared;
        along = StrictMath.min(1, StrictMath.max(0, along));
        double ex = px - along * dx;
        double ey = py - along * dy;
        double distance = StrictMath.sqrt(ex * ex + ey * ey);
        double radius = radiusA + along * (radiusB - radiusA);
        double cover = 0.5 + (radius - distance) / softness;
        if (cover > 0) {
          int at = y * side + x;
          ink[at] = StrictMath.max(ink[at], (float) StrictMath.min(1, cover));
        }
      }
    }
  }

  private int clamp(double pixel) {
    return (int) StrictMath.min(side - 1, StrictMath.max(0, pixel));
  }

  /** Writes the sheet as bytes to {@code out[offset ..]} and takes a new, empty one. */
  void lift(byte[] out, int offset) {
    for (int i = 0; i < ink.length; i++) {
      // Smoothstep rounds the edge off as the resampling of scanned digits does.
      float c = ink[i];
      out[offset + i] = (byte) (int) (c * c * (3 - 2 * c) * 255 + 0.5f);
    }
    Arrays.fill(ink, 0);
  }
}
