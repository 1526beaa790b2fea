package org.sparkddpm.diffusion;

import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * The numbers that differ from step to step, one row a step, in an engine's memory: a recorded step
 * reads those of the step that runs.
 */
final class StepTable {

  private final Kernels kernels;
  private final Tensor table;
  private final Tensor row;

  /**
   * Writes the table.
   *
   * @param rows one for each step, of one length
   */
  StepTable(Engine engine, float[][] rows) {
    int columns = rows[0].length;
    float[] values = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    this.kernels = engine.kernels();
    this.table = engine.floats(rows.length, columns);
    this.row = engine.floats(1, columns);
    engine.write(values, table);
  }

  /** Brings the row of a step, a tensor {@code [1, 1]}, to where the numbers are read. */
  void turnTo(Tensor step) {
    kernels.gather(step, table, row);
  }

  /** One number of the row, {@code [1]}. */
  Tensor number(int column) {
    return row.part(column, 1);
  }

  /** Two numbers of the row that stand side by side, {@code [2]}. */
  Tensor pair(int column) {
    return row.part(column, 2);
  }
}
