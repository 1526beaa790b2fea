package org.sparkddpm.engine.cuda;

import static org.sparkddpm.engine.cuda.Launcher.THREADS;

import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.Tensor;

/** The loss, the norm of the gradient, and the steps along it (optimizer.cu). */
final class OptimizerCuda {

  /** Of a sum over a vector: the same on all cards, so that the order of the sum is. */
  private static final int MOST_SUMS = 1024;

  /** Elements that a block takes at a time (fours.cuh). */
  private static final int TILE = 4 * THREADS;

  private static final Grid ONE_BLOCK = Grid.of(1);

  private final Launcher launcher;

  OptimizerCuda(Launcher launcher) {
    this.launcher = launcher;
  }

  void meanSquaredError(Tensor prediction, Tensor target, Tensor loss, Tensor dPrediction) {
    long length = prediction.length();
    Shapes.requireLength(target, length, "the target of a prediction");
    Shapes.requireLength(loss, 1, "the loss");
    if (dPrediction != null) {
      Shapes.requireLength(dPrediction, length, "the gradient of a prediction");
    }
    Grid grid = summing(length);
    Tensor sums = launcher.scratch(2L * grid.x());
    float slope = 2f / prediction.size(1);
    launcher.launch(
        "squared_error", grid, THREADS, 0, prediction, target, dPrediction, slope, length, sums);
    launcher.launch("mean_of_sums", ONE_BLOCK, THREADS, 0, sums, grid.x(), length, loss);
  }

  void clipFactor(Tensor gradient, double limit, int count, Tensor factor) {
    Shapes.requireLength(factor, 1, "the factor of a gradient");
    long length = gradient.length();
    Grid grid = summing(length);
    Tensor sums = launcher.scratch(2L * grid.x());
    int summed = 0;
    float most = 0;
    if (limit > 0) {
      launcher.launch("squares", grid, THREADS, 0, gradient, length, sums);
      summed = grid.x();
      most = positive(limit);
    }
    launcher.launch("clip_factor", ONE_BLOCK, THREADS, 0, sums, summed, most, count, factor);
  }

  void adam(
      AdamDecays decays,
      Tensor rate,
      Tensor gradient,
      Tensor factor,
      Tensor first,
      Tensor second,
      Tensor parameters) {
    long length = parameters.length();
    requireStep(rate, gradient, factor, length);
    Shapes.requireLength(first, length, "the first moments");
    Shapes.requireLength(second, length, "the second moments");
    launcher.launch(
        "adam",
        ElementsCuda.grid(launcher, length),
        THREADS,
        0,
        rate,
        gradient,
        factor,
        first,
        second,
        parameters,
        length,
        (float) decays.beta1(),
        (float) (1 - decays.beta1()),
        (float) decays.beta2(),
        (float) (1 - decays.beta2()),
        positive(decays.epsilon()));
  }

  void descend(Tensor rate, Tensor gradient, Tensor factor, Tensor parameters) {
    long length = parameters.length();
    requireStep(rate, gradient, factor, length);
    launcher.launch(
        "descend",
        ElementsCuda.grid(launcher, length),
        THREADS,
        0,
        rate,
        gradient,
        factor,
        parameters,
        length);
  }

  private static void requireStep(Tensor rate, Tensor gradient, Tensor factor, long length) {
    Shapes.requireLength(rate, 1, "the learning rate");
    Shapes.requireLength(factor, 1, "the factor of a gradient");
    Shapes.requireLength(gradient, length, "the gradient of the parameters");
  }

  /** A block for each of the partial sums, which are doubles: two floats of scratch memory. */
  private static Grid summing(long length) {
    return Grid.of(Math.min(Grid.over(length, TILE).x(), MOST_SUMS));
  }

  /** The nearest float, but never 0: as a limit that is none, and as epsilon it divides 0 by 0. */
  private static float positive(double number) {
    return Math.max((float) number, Float.MIN_VALUE);
  }
}
