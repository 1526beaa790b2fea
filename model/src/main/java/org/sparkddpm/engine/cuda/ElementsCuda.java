package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.Tensor;

/** Arithmetic of element with element ({@code elements.cu}). */
final class ElementsCuda {

  /** Elements that a thread takes at a time where addresses allow. */
  private static final int AT_ONCE = 4;

  /** Blocks on a multiprocessor at a time, of threads that wait for memory. */
  private static final int BLOCKS_EACH = 8;

  private final Launcher launcher;

  ElementsCuda(Launcher launcher) {
    this.launcher = launcher;
  }

  void add(Tensor a, Tensor b, Tensor out) {
    Shapes.requireLength(a, out.length(), "the first summand");
    Shapes.requireLength(b, out.length(), "the second summand");
    launch("add", out, a, b, out, out.length());
  }

  void copy(Tensor from, Tensor to) {
    Shapes.requireLength(from, to.length(), "what is copied");
    launch("copy", to, from, to, to.length());
  }

  void activate(Activation activation, Tensor x, Tensor out) {
    Shapes.requireLength(x, out.length(), "x");
    launch(
        switch (activation) {
          case SILU -> "silu_forward";
          case GELU -> "gelu_forward";
        },
        out,
        x,
        out,
        out.length());
  }

  void activateBackward(Activation activation, Tensor x, Tensor dOut, Tensor dx) {
    Shapes.requireLength(x, dx.length(), "x");
    Shapes.requireLength(dOut, dx.length(), "dOut");
    launch(
        switch (activation) {
          case SILU -> "silu_backward";
          case GELU -> "gelu_backward";
        },
        dx,
        x,
        dOut,
        dx,
        dx.length());
  }

  void fill(Tensor value, Tensor out) {
    Shapes.requireLength(value, 1, "the value");
    launch("fill", out, value, out, out.length());
  }

  private void launch(String kernel, Tensor result, Object... arguments) {
    if (result.length() > 0) {
      launcher.launch(kernel, grid(launcher, result.length()), Launcher.THREADS, 0, arguments);
    }
  }

  /**
   * For loops over elements whose threads stride over the grid: no more blocks than run at once.
   */
  static Grid grid(Launcher launcher, long elements) {
    Grid all = Grid.over(elements, Launcher.THREADS * AT_ONCE);
    return Grid.of(Math.min(all.x(), (long) launcher.multiprocessors() * BLOCKS_EACH));
  }
}
