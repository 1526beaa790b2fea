package org.sparkddpm.diffusion;

import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * Follows the flow by one prediction a step and those of the steps before: {@link MultistepStep}.
 * The first step and the one to data, which goes beyond all lambda, are of first order.
 */
final class MultistepSampler implements Sampler {

  /**
   * Steps of one kind are one list of calls.
   *
   * @param before how many predictions of steps before it reads
   */
  private record Kind(int before, boolean last, boolean guided) {}

  private static final int PREDICTOR = DataPrediction.COLUMNS;
  private static final int CORRECTOR = PREDICTOR + 4;

  private final Visited visited;
  private final boolean corrects;
  private final boolean clip;

  /**
   * Makes the sampler.
   *
   * @param corrects whether each step is done again when the prediction at its end is known
   * @param clip whether the predicted x_0 is clipped to [-1, 1]
   */
  MultistepSampler(Visited visited, boolean corrects, boolean clip) {
    this.visited = visited;
    this.corrects = corrects;
    this.clip = clip;
  }

  @Override
  public Visited visited() {
    return visited;
  }

  @Override
  public ReverseProcess over(Trajectory trajectory) {
    Engine engine = trajectory.engine();
    Way way = new Way(trajectory, new StepTable(engine, steps(), this::row), clip, corrects);
    return ReverseProcess.of(
        engine,
        steps(),
        step ->
            new Kind(
                Math.min(step, corrects ? 2 : 1),
                visited.isLast(step),
                trajectory.isGuided(timestep(step))),
        way::step);
  }

  /** The prediction, the step's predictor, and the corrector of the step before. */
  private float[] row(int step) {
    MultistepStep from = step(Math.max(0, step - 1));
    // The last step ends in its prediction.
    MultistepStep to = visited.isLast(step) ? from : step(step);
    return StepTable.row(
        DataPrediction.row(schedule(), timestep(step)),
        new float[] {
          (float) to.fromX(),
          (float) to.data(),
          1,
          (float) to.before(),
          (float) from.fromX(),
          (float) from.correctedEnd(),
          1,
          (float) from.correctedData(),
          1,
          (float) from.correctedBefore()
        });
  }

  private MultistepStep step(int step) {
    return step == 0 ? MultistepStep.first(visited, step) : MultistepStep.second(visited, step);
  }

  /** The tensors of a batch on its way. */
  private static final class Way {
    final Trajectory trajectory;
    final StepTable table;
    final DataPrediction prediction;
    final boolean corrects;
    final Tensor data;
    final Tensor before;
    final Tensor longBefore;
    final Tensor start;

    Way(Trajectory trajectory, StepTable table, boolean clip, boolean corrects) {
      this.trajectory = trajectory;
      this.table = table;
      this.prediction = new DataPrediction(trajectory, table, clip);
      this.corrects = corrects;
      Engine engine = trajectory.engine();
      long[] shape = trajectory.x().shape();
      this.data = engine.floats(shape);
      this.before = engine.floats(shape);
      this.longBefore = corrects ? engine.floats(shape) : before;
      // Where the step starts from; a corrector goes from there again.
      this.start = corrects ? engine.floats(shape) : trajectory.x();
    }

    void step(Kind kind) {
      Kernels kernels = trajectory.engine().kernels();
      Tensor x = trajectory.x();
      table.turnTo(trajectory.step());
      prediction.predict(x, 0, kind.guided, data);
      if (kind.last) {
        kernels.copy(data, x);
      } else {
        if (corrects) {
          correct(kernels, kind);
        }
        kernels.combine(table.pair(PREDICTOR), start, data, x);
        if (kind.before > 0) {
          kernels.combine(table.pair(PREDICTOR + 2), x, before, x);
        }
        if (corrects && kind.before > 0) {
          kernels.copy(before, longBefore);
        }
        kernels.copy(data, before);
      }
      trajectory.advance();
    }

    /** Brings the end of the step before, which this one starts from, to where it should be. */
    private void correct(Kernels kernels, Kind kind) {
      if (kind.before == 0) {
        kernels.copy(trajectory.x(), start);
        return;
      }
      kernels.combine(table.pair(CORRECTOR), start, data, start);
      kernels.combine(table.pair(CORRECTOR + 2), start, before, start);
      if (kind.before > 1) {
        kernels.combine(table.pair(CORRECTOR + 4), start, longBefore, start);
      }
    }
  }
}
