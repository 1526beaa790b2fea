package org.sparkddpm.diffusion;

import java.util.ArrayList;
import java.util.List;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * DPM-Solver++(2M), which keeps the data predicted in the step before (Lu et al. 2022,
 * "DPM-Solver++", algorithm 2): x' = (sigma' / sigma) x - sqrt(alphaBar') (exp(-h) - 1) D, where h
 * is the step of the logarithm of signal over noise. The first step and the one to data have D =
 * x_0, all others D = (1 + 1 / 2r) x_0 - (1 / 2r) x_0 before, r being the ratio of the last two h.
 */
final class MultistepSampler implements Sampler {

  private final Visited visited;

  MultistepSampler(NoiseSchedule schedule, int steps) {
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
      rows[step] = row(step);
    }
    StepTable table = new StepTable(engine, rows);
    Tensor data = engine.floats(trajectory.x().shape());
    Tensor before = engine.floats(trajectory.x().shape());
    Runnable one = engine.record(() -> step(trajectory, table, data, before, false));
    Runnable two = engine.record(() -> step(trajectory, table, data, before, true));
    List<Runnable> steps = new ArrayList<>();
    for (int step = 0; step < steps(); step++) {
      steps.add(step == 0 || step == steps() - 1 ? one : two);
    }
    return ReverseProcess.of(steps);
  }

  private float[] row(int step) {
    double alphaBar = visited.alphaBar(step);
    double next = visited.nextAlphaBar(step);
    double ofX = Math.sqrt((1 - next) / (1 - alphaBar));
    // exp(-h), which is 0 for the step to data.
    double decay = ofX * Math.sqrt(alphaBar / next);
    double half = 0;
    if (step > 0 && next < 1) {
      double h = logRatio(next) - logRatio(alphaBar);
      half = h / (logRatio(alphaBar) - logRatio(visited.alphaBar(step - 1))) / 2;
    }
    return new float[] {
      timestep(step),
      (float) (1 / Math.sqrt(alphaBar)),
      (float) -Math.sqrt(1 / alphaBar - 1),
      (float) ofX,
      (float) (Math.sqrt(next) * (1 - decay)),
      (float) (1 + half),
      (float) -half
    };
  }

  private static double logRatio(double alphaBar) {
    return Math.log(alphaBar / (1 - alphaBar)) / 2;
  }

  private static void step(
      Trajectory trajectory, StepTable table, Tensor data, Tensor before, boolean history) {
    Kernels kernels = trajectory.engine().kernels();
    Tensor x = trajectory.x();
    table.turnTo(trajectory.step());
    kernels.combine(table.pair(1), x, trajectory.predict(x, table.number(0)), data);
    if (history) {
      kernels.combine(table.pair(5), data, before, before);
      kernels.combine(table.pair(3), x, before, x);
    } else {
      kernels.combine(table.pair(3), x, data, x);
    }
    kernels.copy(data, before);
    trajectory.advance();
  }
}
