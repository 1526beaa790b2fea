package org.sparkddpm.diffusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * Heun's method with two predictions a step (Karras et al. 2022, algorithm 1, without noise), in
 * which x / sqrt(alphaBar) moves with slope epsilon along sqrt(1 / alphaBar - 1); the step to data
 * is Euler's.
 */
final class HeunSampler implements Sampler {

  private final Visited visited;

  HeunSampler(NoiseSchedule schedule, int steps) {
    this.visited = new Visited(schedule, steps);
  }

  @Override
  public int steps() {
    return visited.steps();
  }

  @Override
  public int timestep(int step) {
    return visited.timestep(step);
  }

  @Override
  public ReverseProcess over(Trajectory trajectory) {
    Engine engine = trajectory.engine();
    float[][] rows = new float[steps()][];
    for (int step = 0; step < rows.length; step++) {
      double alphaBar = visited.alphaBar(step);
      double next = visited.nextAlphaBar(step);
      double ofX = Math.sqrt(next / alphaBar);
      double ofSlope = Math.sqrt(next) * (level(next) - level(alphaBar));
      int to = timestep(Math.min(step + 1, steps() - 1));
      rows[step] = new float[] {timestep(step), to, (float) ofX, (float) ofSlope, 0.5f, 0.5f};
    }
    StepTable table = new StepTable(engine, rows);
    Tensor slope = engine.floats(trajectory.x().shape());
    Tensor trial = engine.floats(trajectory.x().shape());
    Runnable two = engine.record(() -> two(trajectory, table, slope, trial));
    Runnable last = engine.record(() -> last(trajectory, table));
    List<Runnable> steps = new ArrayList<>(Collections.nCopies(steps() - 1, two));
    steps.add(last);
    return ReverseProcess.of(steps);
  }

  private static double level(double alphaBar) {
    return Math.sqrt(1 / alphaBar - 1);
  }

  private static void two(Trajectory trajectory, StepTable table, Tensor slope, Tensor trial) {
    Kernels kernels = trajectory.engine().kernels();
    Tensor x = trajectory.x();
    table.turnTo(trajectory.step());
    kernels.copy(trajectory.predict(x, table.number(0)), slope);
    kernels.combine(table.pair(2), x, slope, trial);
    kernels.combine(table.pair(4), slope, trajectory.predict(trial, table.number(1)), slope);
    kernels.combine(table.pair(2), x, slope, x);
    trajectory.advance();
  }

  private static void last(Trajectory trajectory, StepTable table) {
    Tensor x = trajectory.x();
    table.turnTo(trajectory.step());
    Tensor slope = trajectory.predict(x, table.number(0));
    trajectory.engine().kernels().combine(table.pair(2), x, slope, x);
    trajectory.advance();
  }
}
