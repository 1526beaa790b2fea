package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Tensor;

/** Sums of the rows of a matrix, part after part in a fixed order: the gradient of a bias. */
record ColumnSums(long rows, int columns, long rowsEach, int parts) {

  /** Columns of a block. */
  private static final int ACROSS = Launcher.WARP;

  private static final int BLOCKS_EACH = 8;
  private static final int LEAST_ROWS = 64;
  private static final int MOST_PARTS = 1024;

  static ColumnSums of(long rows, int columns, int multiprocessors) {
    long across = ProductTile.ceilDiv(columns, ACROSS);
    long wanted = Math.min(MOST_PARTS, Math.max(1, (long) BLOCKS_EACH * multiprocessors / across));
    long rowsEach = Math.max(LEAST_ROWS, ProductTile.ceilDiv(rows, wanted));
    return new ColumnSums(
        rows, columns, rowsEach, Math.toIntExact(ProductTile.ceilDiv(rows, rowsEach)));
  }

  /**
   * Starts it, with scratch memory of the launcher.
   *
   * @param x {@code [rows, columns]}, in any shape
   * @param sums {@code [columns]}
   */
  void launch(Launcher launcher, Tensor x, Tensor sums) {
    Tensor memory = launcher.scratch(Math.max(1, (long) parts * columns));
    if (parts > 0) {
      Grid grid = new Grid(Math.toIntExact(ProductTile.ceilDiv(columns, ACROSS)), parts, 1);
      launcher.launch("sum_columns", grid, Launcher.THREADS, 0, x, memory, rows, columns, rowsEach);
    }
    launcher.launch(
        "sum_gradient_parts",
        Grid.over(columns, ACROSS),
        Launcher.THREADS,
        0,
        null,
        0,
        0,
        1,
        1,
        null,
        memory,
        parts,
        columns,
        sums);
  }
}
