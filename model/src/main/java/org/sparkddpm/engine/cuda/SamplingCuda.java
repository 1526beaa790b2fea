package org.sparkddpm.engine.cuda;

import static org.sparkddpm.engine.cuda.Launcher.THREADS;

import org.sparkddpm.engine.Tensor;

/** What samplers are made of (sampling.cu). */
final class SamplingCuda {

  private static final Grid ONE_BLOCK = Grid.of(1);

  private final Launcher launcher;

  SamplingCuda(Launcher launcher) {
    this.launcher = launcher;
  }

  void combine(Tensor factors, Tensor x, Tensor y, Tensor out) {
    Shapes.requireLength(factors, 2, "the factors of a combination");
    Shapes.requireLength(x, out.length(), "the first of a combination");
    Shapes.requireLength(y, out.length(), "the second of a combination");
    launch("combine", out, factors, x, y, out, out.length());
  }

  void combineRows(Tensor factors, Tensor x, Tensor y, Tensor out) {
    Shapes.requireLength(factors, 2 * out.size(0), "the factors of the rows");
    Shapes.requireLength(x, out.length(), "the first of a combination");
    Shapes.requireLength(y, out.length(), "the second of a combination");
    launch("combine_rows", out, factors, x, y, out, out.length(), out.size(1));
  }

  void clamp(Tensor x, double low, double high, Tensor out) {
    Shapes.requireLength(x, out.length(), "what is clamped");
    launch("clamp", out, x, (float) low, (float) high, out, out.length());
  }

  void guide(Tensor conditional, Tensor unconditional, double scale, Tensor out) {
    Shapes.requireLength(conditional, out.length(), "the conditional prediction");
    Shapes.requireLength(unconditional, out.length(), "the unconditional prediction");
    launch("guide", out, conditional, unconditional, (float) scale, out, out.length());
  }

  private void launch(String kernel, Tensor out, Object... arguments) {
    launcher.launch(kernel, ElementsCuda.grid(launcher, out.length()), THREADS, 0, arguments);
  }

  /** An index is an int, as {@code found} has it, so x is shorter than 2^31. */
  void findNonFinite(Tensor x, Tensor step, Tensor found) {
    Shapes.requireLength(step, 1, "the step");
    Shapes.requireIntegers(found, 2, "what was found");
    int length = Math.toIntExact(x.length());
    Grid grid = ElementsCuda.grid(launcher, length);
    Tensor left = launcher.scratch(grid.x());
    launcher.launch("find_non_finite", grid, THREADS, 0, x, length, found, left);
    launcher.launch(
        "remember_non_finite", ONE_BLOCK, THREADS, 0, left, grid.x(), length, step, found);
  }
}
