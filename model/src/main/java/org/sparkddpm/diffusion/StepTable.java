package org.sparkddpm.diffusion;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
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
   * @param rows gives the row of each step, 0..steps-1, all of one length
   */
  StepTable(Engine engine, int steps, IntFunction<float[]> rows) {
    float[] values = row(IntStream.range(0, steps).mapToObj(rows).toArray(float[][]::new));
    int columns = values.length / steps;
    this.kernels = engine.kernels();
    this.table = engine.floats(steps, columns);
    this.row = engine.floats(1, columns);
    engine.write(values, table);
  }

  /** One row of parts. */
  static float[] row(float[]... parts) {
    float[] row = new float[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int filled = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, row, filled, part.length);
      filled += part.length;
    }
    return row;
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
