package org.sparkddpm.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts of pairs as a table whose cells are the darker, the greater their share of their row.
 *
 * @param caption what is counted
 * @param corner what rows and columns are
 * @param columns a name for each
 * @param rows from the top
 */
public record Matrix(String caption, String corner, List<String> columns, List<Row> rows)
    implements Block {

  private static final int SHADES = 9;

  /**
   * A row.
   *
   * @param name of it
   * @param own the column that is right for it
   * @param counts one for each column
   */
  public record Row(String name, int own, List<Long> counts) {

    /** The cells from the left. */
    public List<Cell> cells() {
      long sum = counts.stream().mapToLong(Long::longValue).sum();
      List<Cell> cells = new ArrayList<>();
      for (int column = 0; column < counts.size(); column++) {
        long count = counts.get(column);
        int shade = sum == 0 || count == 0 ? 0 : 1 + (int) ((SHADES - 1) * count / sum);
        cells.add(new Cell(Numerals.count(count), column == own ? "right" : "wrong", shade));
      }
      return cells;
    }
  }

  /**
   * A cell.
   *
   * @param text the count
   * @param kind {@code right} or {@code wrong}
   * @param shade 0 for none to 9
   */
  public record Cell(String text, String kind, int shade) {}

  /** Copies. */
  public Matrix {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** A row of counts. */
  public static Row row(String name, int own, long[] counts) {
    return new Row(name, own, Arrays.stream(counts).boxed().toList());
  }

  @Override
  public String kind() {
    return "matrix";
  }
}
