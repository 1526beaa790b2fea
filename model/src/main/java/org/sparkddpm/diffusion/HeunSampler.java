package org.sparkddpm.diffusion;

import java.util.List;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * Heun's method (Karras et al. 2022, algorithm 1), in which y = x / sqrt(alphaBar) moves along
 * sigma with slope (y - x_0) / sigma. A step to sigma' first goes as DDIM does, predicts x_0' there
 * and takes the mean of both slopes: that is DDIM's step with (1 - 1 / 2r) x_0 + (1 / 2r) x_0' in
 * place of x_0, where r = sigma' / sigma. The step to data is DDIM's, and so is one from a noise
 * level above {@link TimestepSpacings#MAX_SIGMA}, at which the paper begins: from there r is so
 * small that the difference of two predictions would be all of the image.
 */
final class HeunSampler implements Sampler {

  /** Steps of one kind are one list of calls. */
  private record Kind(boolean once, boolean guided, boolean guidedAgain) {}

  private static final int SECOND = DataPrediction.COLUMNS;
  private static final int TRIAL = 2 * DataPrediction.COLUMNS;

  private final Visited visited;
  private final boolean clip;

  /**
   * Makes the sampler.
   *
   * @param clip whether the predicted x_0 is clipped to [-1, 1]
   */
  HeunSampler(Visited visited, boolean clip) {
    this.visited = visited;
    this.clip = clip;
  }

  @Override
  public Visited visited() {
    return visited;
  }

  @Override
  public List<Integer> predictions(int step) {
    return isOnce(step) ? List.of(timestep(step)) : List.of(timestep(step), timestep(step + 1));
  }

  /** Whether a step predicts once. */
  private boolean isOnce(int step) {
    return visited.isLast(step) || schedule().sigma(timestep(step)) > TimestepSpacings.MAX_SIGMA;
  }

  @Override
  public ReverseProcess over(Trajectory trajectory) {
    Engine engine = trajectory.engine();
    StepTable table = new StepTable(engine, steps(), this::row);
    DataPrediction prediction = new DataPrediction(trajectory, table, clip);
    Tensor data = engine.floats(trajectory.x().shape());
    Tensor trial = engine.floats(trajectory.x().shape());
    return ReverseProcess.of(
        engine,
        steps(),
        step -> kind(trajectory, step),
        kind -> step(trajectory, prediction, data, trial, kind));
  }

  private Kind kind(Trajectory trajectory, int step) {
    boolean once = isOnce(step);
    return new Kind(
        once,
        trajectory.isGuided(timestep(step)),
        !once && trajectory.isGuided(timestep(step + 1)));
  }

  /** Two predictions, then the factors of the sums in {@link #step}. */
  private float[] row(int step) {
    int next = timestep(isOnce(step) ? step : step + 1);
    double ratio = schedule().sigma(next) / schedule().sigma(timestep(step));
    ReverseStep euler = ReverseStep.ddim(visited.alphaBar(step), visited.nextAlphaBar(step), 0);
    double second = euler.fromData() / (2 * ratio);
    return StepTable.row(
        DataPrediction.row(schedule(), timestep(step)),
        DataPrediction.row(schedule(), next),
        new float[] {
          (float) euler.fromX(),
          (float) euler.fromData(),
          (float) euler.fromX(),
          (float) (euler.fromData() - second),
          1,
          (float) second
        });
  }

  private static void step(
      Trajectory trajectory, DataPrediction prediction, Tensor data, Tensor trial, Kind kind) {
    Kernels kernels = trajectory.engine().kernels();
    StepTable table = prediction.table();
    Tensor x = trajectory.x();
    table.turnTo(trajectory.step());
    prediction.predict(x, 0, kind.guided, data);
    if (kind.once) {
      kernels.combine(table.pair(TRIAL), x, data, x);
    } else {
      kernels.combine(table.pair(TRIAL), x, data, trial);
      kernels.combine(table.pair(TRIAL + 2), x, data, x);
      prediction.predict(trial, SECOND, kind.guidedAgain, data);
      kernels.combine(table.pair(TRIAL + 4), x, data, x);
    }
    trajectory.advance();
  }
}
