package org.sparkddpm.bench.rounds;

import java.util.List;
import java.util.Locale;

/** Milliseconds over numbers of workers, as a picture. */
record RoundPlot(String title, List<Line> lines) {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;
  private static final int LEFT = 70;
  private static final int TOP = 50;
  private static final int RIGHT = 700;
  private static final int BOTTOM = 370;
  private static final int STEPS = 5;

  /** A named row of points. */
  record Line(String name, String color, List<Point> points) {}

  /** One measurement. */
  record Point(int workers, double milliseconds) {}

  String svg() {
    double top = top();
    int most = lines.get(0).points().stream().mapToInt(Point::workers).max().orElseThrow();
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif'"
            + " font-size='13'>",
        WIDTH,
        HEIGHT);
    add(svg, "<rect width='%d' height='%d' fill='white'/>", WIDTH, HEIGHT);
    text(svg, LEFT, TOP - 25, "start", title);
    for (int step = 0; step <= STEPS; step++) {
      double value = top * step / STEPS;
      double y = y(value, top);
      add(svg, "<path d='M%d %.1fH%d' stroke='#e0e0e0'/>", LEFT, y, RIGHT);
      text(svg, LEFT - 8, y + 4, "end", String.format(Locale.ROOT, "%,.0f ms", value));
    }
    for (Point point : lines.get(0).points()) {
      text(svg, x(point.workers(), most), BOTTOM + 18, "middle", "" + point.workers());
    }
    text(svg, (LEFT + RIGHT) / 2.0, BOTTOM + 38, "middle", "workers, each an executor of one core");
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, lines.get(i), i, most, top);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void draw(StringBuilder svg, Line line, int number, int most, double top) {
    StringBuilder path = new StringBuilder();
    for (Point point : line.points()) {
      double x = x(point.workers(), most);
      double y = y(point.milliseconds(), top);
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y));
      add(svg, "<circle cx='%.1f' cy='%.1f' r='3.5' fill='%s'/>", x, y, line.color());
    }
    add(svg, "<path d='%s' fill='none' stroke='%s' stroke-width='2'/>", path, line.color());
    int y = TOP + 14 + 20 * number;
    add(svg, "<path d='M%d %dh24' stroke='%s' stroke-width='2'/>", LEFT + 16, y - 4, line.color());
    text(svg, LEFT + 46, y, "start", line.name());
  }

  private double top() {
    double highest =
        lines.stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(Point::milliseconds)
            .max()
            .orElseThrow();
    double unit = Math.pow(10, Math.floor(Math.log10(highest)));
    return Math.ceil(highest / unit) * unit;
  }

  private static double x(int workers, int most) {
    return LEFT + (RIGHT - LEFT) * (double) workers / most;
  }

  private static double y(double milliseconds, double top) {
    return BOTTOM - (BOTTOM - TOP) * milliseconds / top;
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    add(svg, "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>", x, y, anchor, text);
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
