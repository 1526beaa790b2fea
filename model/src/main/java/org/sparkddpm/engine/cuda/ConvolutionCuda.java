package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Tensor;

/**
 * Convolutions and transposed ones. A transposed convolution is the adjoint of a convolution from
 * its result to its input, and so needs no kernels of its own.
 */
final class ConvolutionCuda {

  private final Launcher launcher;

  ConvolutionCuda(Launcher launcher) {
    this.launcher = launcher;
  }

  void forward(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    ConvolutionGeometry geometry = ConvolutionGeometry.of(x, w, stride);
    requireResult(geometry, x, w, out, "the result");
    Shapes.requireLength(b, w.size(0), "the bias");
    GatheredProduct product = product(geometry, false);
    product.launch(launcher, x, w, b, out);
  }

  void backward(Tensor x, Tensor w, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    ConvolutionGeometry geometry = ConvolutionGeometry.of(x, w, stride);
    requireResult(geometry, x, w, dOut, "the result's gradient");
    Shapes.requireLength(dw, w.length(), "the weights' gradient");
    Shapes.requireLength(db, w.size(0), "the bias's gradient");
    WeightGradient weights = WeightGradient.of(geometry, launcher.multiprocessors());
    Runnable parameters = () -> weights.launch(launcher, dOut, x, dw, db);
    if (dx == null) {
      parameters.run();
      return;
    }
    Shapes.requireLength(dx, x.length(), "the input's gradient");
    GatheredProduct product = product(geometry, true);
    launcher.beside(parameters, () -> product.launch(launcher, dOut, w, null, dx));
  }

  void transposed(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    ConvolutionGeometry geometry = ConvolutionGeometry.of(out, w, stride);
    requireResult(geometry, out, w, x, "the input");
    Shapes.requireLength(b, w.size(1), "the bias");
    GatheredProduct product = product(geometry, true);
    product.launch(launcher, x, w, b, out);
  }

  void transposedBackward(
      Tensor x, Tensor w, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    ConvolutionGeometry geometry = ConvolutionGeometry.of(dOut, w, stride);
    requireResult(geometry, dOut, w, x, "the input");
    Shapes.requireLength(dx, x.length(), "the input's gradient");
    Shapes.requireLength(dw, w.length(), "the weights' gradient");
    Shapes.requireLength(db, w.size(1), "the bias's gradient");
    WeightGradient weights = WeightGradient.of(geometry, launcher.multiprocessors());
    ColumnSums bias = ColumnSums.of(dOut.rows(), geometry.inputs(), launcher.multiprocessors());
    GatheredProduct product = product(geometry, false);
    launcher.beside(
        () -> {
          weights.launch(launcher, x, dOut, dw, null);
          bias.launch(launcher, dOut, db);
        },
        () -> product.launch(launcher, dOut, w, null, dx));
  }

  private GatheredProduct product(ConvolutionGeometry geometry, boolean adjoint) {
    return GatheredProduct.of(geometry, adjoint, launcher.multiprocessors());
  }

  private static void requireResult(
      ConvolutionGeometry geometry, Tensor x, Tensor w, Tensor out, String what) {
    if (geometry.pointwise()) {
      Shapes.require(out, what, x.size(0), x.size(1), x.size(2), w.size(0));
    } else {
      Shapes.require(out, what, x.size(0), geometry.outHeight(), geometry.outWidth(), w.size(0));
    }
  }
}
