package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Tensor;

/** Gradients of gain and bias of a norm, which blocks give parts of ({@code norms.cuh}). */
final class PartialSums {

  private static final int THREADS = 1024;
  private static final int COLUMNS = 32;

  private PartialSums() {}

  /**
   * Adds the parts up, in the order of the rows.
   *
   * @param partials {@code [rows, 2 C]}, gains before biases
   * @param rows at least 1
   * @param dGain {@code [C]}
   * @param dBias {@code [C]}
   */
  static void add(Launcher launcher, Tensor partials, int rows, Tensor dGain, Tensor dBias) {
    int columns = Math.toIntExact(dGain.length() + dBias.length());
    launcher.launch(
        "sum_partials",
        Grid.over(columns, COLUMNS),
        THREADS,
        0,
        partials,
        rows,
        columns,
        dGain,
        dBias);
  }
}
