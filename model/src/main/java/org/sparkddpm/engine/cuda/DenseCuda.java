package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Tensor;

/** Dense layers: convolutions of images of one pixel. */
final class DenseCuda {

  private final Launcher launcher;

  DenseCuda(Launcher launcher) {
    this.launcher = launcher;
  }

  void forward(Tensor x, Tensor w, Tensor b, Tensor out) {
    ConvolutionGeometry geometry = geometry(x, w, out, "the result");
    if (b != null) {
      Shapes.requireLength(b, w.size(0), "the bias");
    }
    GatheredProduct.of(geometry, false, launcher.multiprocessors()).launch(launcher, x, w, b, out);
  }

  void backward(Tensor x, Tensor w, Tensor dOut, Tensor dx, Tensor dw, Tensor db) {
    ConvolutionGeometry geometry = geometry(x, w, dOut, "the result's gradient");
    Shapes.requireLength(dw, w.length(), "the weights' gradient");
    if (db != null) {
      Shapes.requireLength(db, w.size(0), "the bias's gradient");
    }
    WeightGradient weights = WeightGradient.of(geometry, launcher.multiprocessors());
    Runnable parameters = () -> weights.launch(launcher, dOut, x, dw, db);
    if (dx == null) {
      parameters.run();
      return;
    }
    Shapes.requireLength(dx, x.length(), "the input's gradient");
    GatheredProduct product = GatheredProduct.of(geometry, true, launcher.multiprocessors());
    launcher.beside(parameters, () -> product.launch(launcher, dOut, w, null, dx));
  }

  private static ConvolutionGeometry geometry(Tensor x, Tensor w, Tensor out, String what) {
    if (x.size(-1) != w.size(1)) {
      throw new IllegalArgumentException(
          "a dense layer of weights %s cannot take %s".formatted(w, x));
    }
    Shapes.requireLength(out, x.rows() * w.size(0), what);
    return ConvolutionGeometry.ofRows(x.rows(), w.size(1), w.size(0));
  }
}
