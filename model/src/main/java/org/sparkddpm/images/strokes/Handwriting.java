package org.sparkddpm.images.strokes;

import java.util.ArrayList;
import java.util.List;
import org.sparkddpm.images.strokes.Skeletons.Form;
import org.sparkddpm.images.strokes.Skeletons.Point;
import org.sparkddpm.images.strokes.Skeletons.Stroke;

/**
 * One hand writing one digit: picks a form, an unsteady hand moves its points, the sheet is
 * slanted, turned, stretched and bent, and a pen of some thickness draws it in a box of 20 pixels.
 */
final class Handwriting {
  private static final double BOX = 20;

  /** Height and width of the sheet, in pixels. */
  static final int SIDE = 28;

  private static final double SHEET = SIDE;
  private static final double MARGIN = 2;

  private Handwriting() {}

  static void write(int digit, StrokeRandom random, Pen pen) {
    List<Form> forms = Skeletons.of(digit);
    double[] weights = forms.stream().mapToDouble(Form::weight).toArray();
    Form form = forms.get(random.choose(weights));
    // Few hands are very unsteady: squaring keeps most digits clear and some hard to read.
    double haste = random.uniform();
    double tremble = (0.15 + 0.55 * haste * haste) * steadiness(digit);
    Warp warp = new Warp(random, digit == 1);
    List<double[]> lines = new ArrayList<>();
    for (Stroke stroke : form.strokes()) {
      double strayX = 0.7 * tremble * random.bell();
      double strayY = 0.7 * tremble * random.bell();
      List<Point> moved = new ArrayList<>();
      for (Point p : stroke.points()) {
        double x = p.x() + strayX + tremble * random.bell();
        double y = p.y() + strayY + tremble * random.bell();
        moved.add(new Point(x, y, p.corner()));
      }
      double[] line = Curve.through(moved);
      warp.apply(line);
      lines.add(line);
    }
    ink(lines, random, pen);
  }

  /** Straight and round digits show every tremble, the others hide it. */
  private static double steadiness(int digit) {
    return digit == 1 ? 0.4 : digit == 0 ? 0.75 : 1;
  }

  private static void ink(List<double[]> lines, StrokeRandom random, Pen pen) {
    double radius = StrictMath.min(2.1, StrictMath.max(0.7, 1.2 + 0.34 * random.bell()));
    double softness = random.between(1.2, 1.7);
    double pressure = random.between(0, 0.22);
    double rhythm = random.between(0.4, 1.6);
    double phase = random.uniform();
    placeInBox(lines, BOX * random.between(0.9, 1) - 2 * radius, radius);
    for (double[] line : lines) {
      int pieces = line.length / 2 - 1;
      double before = radius;
      for (int i = 0; i < pieces; i++) {
        double at = (double) (i + 1) / pieces;
        double wave = StrictMath.sin(Warp.FULL_TURN * (phase + rhythm * at));
        double next = radius * (1 + pressure * wave);
        pen.line(
            line[2 * i], line[2 * i + 1], before, line[2 * i + 2], line[2 * i + 3], next, softness);
        before = next;
      }
    }
  }

  /** Scales the longer side to {@code size} pixels and centres the mass, but keeps the margin. */
  private static void placeInBox(List<double[]> lines, double size, double radius) {
    Extent x = Extent.of(lines, 0);
    Extent y = Extent.of(lines, 1);
    double scale = size / StrictMath.max(x.length(), y.length());
    double edge = MARGIN + radius * 1.25 + 0.9;
    double shiftX = x.shift(scale, edge);
    double shiftY = y.shift(scale, edge);
    for (double[] line : lines) {
      for (int i = 0; i < line.length; i += 2) {
        line[i] = line[i] * scale + shiftX;
        line[i + 1] = line[i + 1] * scale + shiftY;
      }
    }
  }

  /** Range and mean of one coordinate of all lines. */
  private record Extent(double low, double high, double mean) {
    static Extent of(List<double[]> lines, int axis) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      double mass = 0;
      double moment = 0;
      for (double[] line : lines) {
        for (int i = 0; i < line.length; i += 2) {
          low = StrictMath.min(low, line[i + axis]);
          high = StrictMath.max(high, line[i + axis]);
          if (i > 0) {
            double dx = line[i] - line[i - 2];
            double dy = line[i + 1] - line[i - 1];
            double length = StrictMath.sqrt(dx * dx + dy * dy);
            mass += length;
            moment += length * (line[i + axis] + line[i + axis - 2]) / 2;
          }
        }
      }
      return new Extent(low, high, moment / mass);
    }

    double length() {
      return high - low;
    }

    double shift(double scale, double edge) {
      double centred = SHEET / 2 - mean * scale;
      return StrictMath.min(
          SHEET - edge - high * scale, StrictMath.max(edge - low * scale, centred));
    }
  }
}
