package org.sparkddpm.diffusion;

import java.util.function.IntFunction;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/** A sampler whose steps are all {@link ReverseStep}s, with one prediction each. */
final class AffineSampler implements Sampler {

  /** Steps of one kind are one list of calls. */
  private record Kind(boolean noisy, boolean guided) {}

  private final Visited visited;
  private final ReverseStep[] reverse;
  private final boolean clip;

  /** Ancestral sampling. */
  static AffineSampler ddpm(Visited visited, boolean clip) {
    return new AffineSampler(
        visited,
        step -> ReverseStep.ddpm(visited.alphaBar(step), visited.nextAlphaBar(step)),
        clip);
  }

  /** DDIM with noise from none, eta 0, to the posterior's, eta 1. */
  static AffineSampler ddim(Visited visited, double eta, boolean clip) {
    return new AffineSampler(
        visited,
        step -> ReverseStep.ddim(visited.alphaBar(step), visited.nextAlphaBar(step), eta),
        clip);
  }

  /**
   * Makes the sampler.
   *
   * @param steps the reverse step of each step of {@code visited}
   * @param clip whether the predicted x_0 is clipped to [-1, 1]
   */
  private AffineSampler(Visited visited, IntFunction<ReverseStep> steps, boolean clip) {
    this.visited = visited;
    this.clip = clip;
    this.reverse = new ReverseStep[visited.steps()];
    for (int step = 0; step < reverse.length; step++) {
      reverse[step] = steps.apply(step);
    }
  }

  @Override
  public Visited visited() {
    return visited;
  }

  @Override
  public ReverseProcess over(Trajectory trajectory) {
    Engine engine = trajectory.engine();
    StepTable table = new StepTable(engine, steps(), this::row);
    Tensor other = engine.floats(trajectory.x().shape());
    return ReverseProcess.of(
        engine,
        steps(),
        step -> new Kind(reverse[step].sigma() > 0, trajectory.isGuided(timestep(step))),
        kind -> step(trajectory, table, other, kind));
  }

  /** The timestep, and the factors of the sums in {@link #step}, those of the noise first. */
  private float[] row(int number) {
    ReverseStep step = reverse[number];
    double ofX = 1 / Math.sqrt(step.alphaBar());
    double ofEpsilon = Math.sqrt(1 - step.alphaBar()) * ofX;
    float timestep = timestep(number);
    float sigma = (float) step.sigma();
    return clip
        ? new float[] {
          timestep,
          1,
          sigma,
          (float) ofX,
          (float) -ofEpsilon,
          (float) step.fromData(),
          (float) step.fromX()
        }
        : new float[] {
          timestep,
          1,
          sigma,
          (float) (step.fromData() * ofX + step.fromX()),
          (float) -(step.fromData() * ofEpsilon)
        };
  }

  /**
   * One step in place. Without clipping x_0, which can be huge where alphaBar is tiny, never has to
   * be represented.
   */
  private void step(Trajectory trajectory, StepTable table, Tensor other, Kind kind) {
    Kernels kernels = trajectory.engine().kernels();
    Tensor x = trajectory.x();
    table.turnTo(trajectory.step());
    Tensor epsilon = trajectory.predict(x, table.number(0), kind.guided);
    if (clip) {
      kernels.combine(table.pair(3), x, epsilon, other);
      kernels.clamp(other, -1, 1, other);
      kernels.combine(table.pair(5), other, x, x);
    } else {
      kernels.combine(table.pair(3), x, epsilon, x);
    }
    if (kind.noisy) {
      trajectory.noise(trajectory.step(), other);
      kernels.combine(table.pair(1), x, other, x);
    }
    trajectory.advance();
  }
}
