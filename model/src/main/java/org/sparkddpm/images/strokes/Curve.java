package org.sparkddpm.images.strokes;

import java.util.ArrayList;
import java.util.List;
import org.sparkddpm.images.strokes.Skeletons.Point;

/** A smooth way through points: centripetal Catmull-Rom splines, drawn as cubic Bezier curves. */
final class Curve {
  /** Straight pieces of each Bezier curve: enough that no bend shows at 28 pixels. */
  private static final int PIECES = 6;

  private Curve() {}

  /** Polyline along the points as x, y, x, y, ..; corners stay sharp. */
  static double[] through(List<Point> points) {
    List<double[]> line = new ArrayList<>();
    line.add(new double[] {points.get(0).x(), points.get(0).y()});
    for (int i = 0; i + 1 < points.size(); i++) {
      Point a = points.get(i);
      Point b = points.get(i + 1);
      Point before = i == 0 || a.corner() ? mirror(b, a) : points.get(i - 1);
      Point after = i + 2 == points.size() || b.corner() ? mirror(a, b) : points.get(i + 2);
      addBezier(line, a, handle(before, a, b), handle(after, b, a), b);
    }
    double[] flat = new double[2 * line.size()];
    for (int i = 0; i < line.size(); i++) {
      flat[2 * i] = line.get(i)[0];
      flat[2 * i + 1] = line.get(i)[1];
    }
    return flat;
  }

  private static Point mirror(Point p, Point at) {
    return new Point(2 * at.x() - p.x(), 2 * at.y() - p.y(), false);
  }

  /** The Bezier handle beside {@code at} towards {@code next}. */
  private static Point handle(Point previous, Point at, Point next) {
    double d1 = StrictMath.sqrt(distance(previous, at));
    double d2 = StrictMath.sqrt(distance(at, next));
    if (d1 < 1e-6 || d2 < 1e-6) {
      return at;
    }
    double self = 2 * d1 * d1 + 3 * d1 * d2 + d2 * d2;
    double scale = 3 * d1 * (d1 + d2);
    return new Point(
        (d1 * d1 * next.x() - d2 * d2 * previous.x() + self * at.x()) / scale,
        (d1 * d1 * next.y() - d2 * d2 * previous.y() + self * at.y()) / scale,
        false);
  }

  private static double distance(Point a, Point b) {
    double dx = a.x() - b.x();
    double dy = a.y() - b.y();
    return StrictMath.sqrt(dx * dx + dy * dy);
  }

  private static void addBezier(List<double[]> line, Point a, Point c, Point d, Point b) {
    for (int k = 1; k <= PIECES; k++) {
      double t = (double) k / PIECES;
      double s = 1 - t;
      double wa = s * s * s;
      double wc = 3 * s * s * t;
      double wd = 3 * s * t * t;
      double wb = t * t * t;
      line.add(
          new double[] {
            wa * a.x() + wc * c.x() + wd * d.x() + wb * b.x(),
            wa * a.y() + wc * c.y() + wd * d.y() + wb * b.y()
          });
    }
  }
}
