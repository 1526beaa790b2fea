package org.sparkddpm.engine.cpu;

import java.util.Arrays;
import org.sparkddpm.engine.Tensor;

/** Matrix products with a bias by oneDNN, and the sums and sums' gradients of a bias by channel. */
final class DenseCpu {

  private float[] tile = new float[0];
  private float[] bias = new float[0];

  void forward(Tensor x, Tensor w, Tensor b, Tensor out) {
    int inputs = Math.toIntExact(w.size(1));
    int outputs = Math.toIntExact(w.size(0));
    int rows = Math.toIntExact(x.length() / inputs);
    Matrix result = Matrix.of(OffHeap.of(out, (long) rows * outputs), rows, outputs);
    Matrix in = Matrix.of(OffHeap.of(x, (long) rows * inputs), rows, inputs);
    Matrix weights = Matrix.of(OffHeap.of(w, w.length()), outputs, inputs);
    if (b == null) {
      result.setProduct(1, in, weights.transpose());
    } else {
      fillWithBias(b, result);
      result.addProduct(in, weights.transpose());
    }
  }

  void backward(Tensor x, Tensor w, Tensor dOut, Tensor dx, Tensor dw, Tensor db) {
    int inputs = Math.toIntExact(w.size(1));
    int outputs = Math.toIntExact(w.size(0));
    int rows = Math.toIntExact(x.length() / inputs);
    Matrix in = Matrix.of(OffHeap.of(x, (long) rows * inputs), rows, inputs);
    Matrix weights = Matrix.of(OffHeap.of(w, w.length()), outputs, inputs);
    Matrix d = Matrix.of(OffHeap.of(dOut, (long) rows * outputs), rows, outputs);
    if (dx != null) {
      Matrix.of(OffHeap.of(dx, x.length()), rows, inputs).setProduct(1, d, weights);
    }
    Matrix.of(OffHeap.of(dw, w.length()), outputs, inputs).setProduct(1, d.transpose(), in);
    if (db != null) {
      sumRows(dOut, db);
    }
  }

  /** Of a transposed 1x1 convolution, whose weights w are {@code [in, out]}. */
  void transposedBackward(Tensor x, Tensor w, Tensor dOut, Tensor dx, Tensor dw, Tensor db) {
    int inputs = Math.toIntExact(w.size(0));
    int outputs = Math.toIntExact(w.size(1));
    int rows = Math.toIntExact(x.length() / inputs);
    Matrix in = Matrix.of(OffHeap.of(x), rows, inputs);
    Matrix weights = Matrix.of(OffHeap.of(w), inputs, outputs);
    Matrix d = Matrix.of(OffHeap.of(dOut, (long) rows * outputs), rows, outputs);
    Matrix.of(OffHeap.of(dx, x.length()), rows, inputs).setProduct(1, d, weights.transpose());
    Matrix.of(OffHeap.of(dw, w.length()), inputs, outputs).setProduct(1, in.transpose(), d);
    sumRows(dOut, db);
  }

  private void fillWithBias(Tensor b, Matrix result) {
    Tiling tiling = prepare(result.columns(), result.rows());
    OffHeap.of(b, tiling.channels()).read(0, bias, tiling.channels());
    tiling.spread(bias);
    for (int t = 0; t < tiling.count(); t++) {
      result.memory().write(bias, tiling.start(t), tiling.length(t));
    }
  }

  /** {@code x += b} on the last axis. */
  void addBias(Tensor x, Tensor b) {
    Tiling tiling = prepare(b.length(), x.length() / b.length());
    OffHeap.of(b, tiling.channels()).read(0, bias, tiling.channels());
    tiling.spread(bias);
    OffHeap memory = OffHeap.of(x, tiling.total());
    for (int t = 0; t < tiling.count(); t++) {
      memory.read(tiling.start(t), tile, tiling.length(t));
      TileLoops.add(bias, tile, tiling.length(t));
      memory.write(tile, tiling.start(t), tiling.length(t));
    }
  }

  /** The sum over all axes but the last. */
  void sumRows(Tensor x, Tensor sum) {
    Tiling tiling = prepare(sum.length(), x.length() / sum.length());
    Arrays.fill(bias, 0);
    OffHeap memory = OffHeap.of(x, tiling.total());
    for (int t = 0; t < tiling.count(); t++) {
      memory.read(tiling.start(t), tile, tiling.length(t));
      TileLoops.add(tile, bias, tiling.length(t));
    }
    OffHeap.of(sum, tiling.channels()).write(tiling.folded(bias), 0, tiling.channels());
  }

  private Tiling prepare(long channels, long rows) {
    Tiling tiling = Tiling.of(channels, rows);
    tile = tiling.grown(tile);
    bias = tiling.grown(bias);
    return tiling;
  }
}
