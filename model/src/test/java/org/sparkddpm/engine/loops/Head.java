package org.sparkddpm.engine.loops;

import java.util.function.Consumer;
import org.sparkddpm.engine.Tensor;

/** Queries, keys and values of one head of attention in one image, each by positions. */
record Head(int image, int channel, int hidden, Matrix q, Matrix k, Matrix v) {

  static void each(Tensor qkv, int heads, Consumer<Head> work) {
    int hidden = Math.toIntExact(qkv.size(-1) / 3);
    int width = hidden / heads;
    for (int image = 0; image < qkv.size(0); image++) {
      for (int channel = 0; channel < hidden; channel += width) {
        Matrix q = Matrix.read(qkv, image, channel, width);
        Matrix k = Matrix.read(qkv, image, hidden + channel, width);
        Matrix v = Matrix.read(qkv, image, 2 * hidden + channel, width);
        work.accept(new Head(image, channel, hidden, q, k, v));
      }
    }
  }

  Matrix full() {
    return weights().times(v);
  }

  void fullBackward(Tensor dOut, Tensor dQkv) {
    Matrix d = Matrix.read(dOut, image, channel, width());
    Matrix dScores = weights().softmaxBackward(d.times(v.transposed())).times(scale());
    write(dScores.times(k), dScores.transposed().times(q), weights().transposed().times(d), dQkv);
  }

  Matrix linear() {
    return q.softmax().times(context()).times(scale());
  }

  void linearBackward(Tensor dOut, Tensor dQkv) {
    Matrix d = Matrix.read(dOut, image, channel, width()).times(scale());
    Matrix dContext = q.softmax().transposed().times(d);
    Matrix dKeys = dContext.times(v.transposed());
    write(
        q.softmax().softmaxBackward(d.times(context().transposed())),
        keys().softmaxBackward(dKeys).transposed(),
        keys().transposed().times(dContext),
        dQkv);
  }

  private Matrix weights() {
    return q.times(k.transposed()).times(scale()).softmax();
  }

  /** The keys {@code [d, P]}, softmaxed over the positions. */
  private Matrix keys() {
    return k.transposed().softmax();
  }

  private Matrix context() {
    return keys().times(v);
  }

  private int width() {
    return q.rows()[0].length;
  }

  private double scale() {
    return 1 / Math.sqrt(width());
  }

  private void write(Matrix dq, Matrix dk, Matrix dv, Tensor dQkv) {
    dq.write(dQkv, image, channel);
    dk.write(dQkv, image, hidden + channel);
    dv.write(dQkv, image, 2 * hidden + channel);
  }
}
