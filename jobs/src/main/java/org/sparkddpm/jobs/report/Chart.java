package org.sparkddpm.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.sparkddpm.jobs.storage.Json;

/**
 * Curves over one quantity, with a table of the same numbers.
 *
 * @param title what it shows
 * @param description the same in words, for those who do not see it: what the curves do
 * @param xName name and unit of the quantity
 * @param yName name and unit of what is drawn over it
 * @param logarithmic whether the vertical axis is
 * @param series the curves
 */
public record Chart(
    String title,
    String description,
    String xName,
    String yName,
    boolean logarithmic,
    List<Series> series)
    implements Block {

  /** Points of a curve that a page draws. */
  static final int MOST_POINTS = 250;

  /**
   * A curve.
   *
   * @param name of it
   * @param points in the order of x
   * @param marked whether its points are marked
   */
  public record Series(String name, List<Point> points, boolean marked) {

    /**
     * Of many points as many as a page draws, evenly chosen, the first and the last among them;
     * those that are not finite are left out.
     */
    public Series {
      List<Point> finite =
          points.stream()
              .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
              .toList();
      int size = finite.size();
      points =
          size <= MOST_POINTS
              ? finite
              : IntStream.range(0, MOST_POINTS)
                  .mapToObj(i -> finite.get((int) ((long) i * (size - 1) / (MOST_POINTS - 1))))
                  .toList();
    }
  }

  /** A point of a curve. */
  public record Point(double x, double y) {}

  /** Copies. */
  public Chart {
    series = List.copyOf(series);
  }

  @Override
  public String kind() {
    return "chart";
  }

  /** What the page's script draws. */
  public String json() {
    ObjectNode json = Json.object().put("x", xName).put("y", yName).put("log", logarithmic);
    ArrayNode curves = json.putArray("series");
    for (Series one : series) {
      ObjectNode curve = curves.addObject().put("name", one.name()).put("marked", one.marked());
      ArrayNode points = curve.putArray("points");
      one.points().forEach(point -> points.addArray().add(point.x()).add(point.y()));
    }
    return PageHtml.inScript(json);
  }

  /** The same numbers. */
  public DataTable table() {
    TreeMap<Double, String[]> rows = new TreeMap<>();
    for (int i = 0; i < series.size(); i++) {
      for (Point point : series.get(i).points()) {
        String[] row = rows.computeIfAbsent(point.x(), absent -> new String[series.size()]);
        row[i] = Numerals.number(point.y());
      }
    }
    List<List<String>> cells = new ArrayList<>();
    rows.forEach(
        (x, values) -> {
          List<String> row = new ArrayList<>(List.of(Numerals.number(x)));
          for (String value : values) {
            row.add(value == null ? "" : value);
          }
          cells.add(row);
        });
    List<String> header = new ArrayList<>(List.of(xName));
    series.forEach(one -> header.add(one.name()));
    return new DataTable(title, header, cells, true);
  }
}
