package org.sparkddpm.diffusion;

import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * Predicts x_0 = (x - sqrt(1 - alphaBar) * epsilon) / sqrt(alphaBar) for samplers whose steps are
 * sums of such predictions.
 *
 * @param table where {@link #row} stands for each prediction of a step
 * @param clip whether x_0 is clipped to [-1, 1]
 */
record DataPrediction(Trajectory trajectory, StepTable table, boolean clip) {

  /** The numbers that {@link #row} has. */
  static final int COLUMNS = 3;

  /** What the table says of a prediction at a timestep: the timestep, and the factors of x_0. */
  static float[] row(NoiseSchedule schedule, int timestep) {
    double alphaBar = schedule.alphaBar(timestep);
    double ofX = 1 / Math.sqrt(alphaBar);
    return new float[] {timestep, (float) ofX, (float) (-Math.sqrt(1 - alphaBar) * ofX)};
  }

  /**
   * Predicts.
   *
   * @param at {@code [N, S]}
   * @param column of the table where the prediction's row begins
   * @param guided whether it is
   * @param out {@code [N, S]}, not {@code at}
   */
  void predict(Tensor at, int column, boolean guided, Tensor out) {
    Kernels kernels = trajectory.engine().kernels();
    Tensor epsilon = trajectory.predict(at, table.number(column), guided);
    kernels.combine(table.pair(column + 1), at, epsilon, out);
    if (clip) {
      kernels.clamp(out, -1, 1, out);
    }
  }
}
