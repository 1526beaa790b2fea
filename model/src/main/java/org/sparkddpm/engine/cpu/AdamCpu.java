package org.sparkddpm.engine.cpu;

import java.util.Arrays;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.Tensor;

/** The optimiser's passes over all parameters. */
final class AdamCpu {

  private float[] g = new float[0];
  private float[] m = new float[0];
  private float[] v = new float[0];
  private float[] p = new float[0];

  /** The sum of the squares of all elements. */
  double squaredNorm(Tensor x) {
    Tiling tiling = prepare(x.length());
    OffHeap from = OffHeap.of(x, x.length());
    Arrays.fill(m, 0);
    double sum = 0;
    for (int tile = 0; tile < tiling.count(); tile++) {
      int n = tiling.length(tile);
      from.read(tiling.start(tile), g, n);
      TileLoops.addProducts(g, g, m, n);
    }
    for (float partial : m) {
      sum += partial;
    }
    return sum;
  }

  void step(
      AdamDecays decays,
      float rate,
      Tensor gradient,
      float factor,
      Tensor first,
      Tensor second,
      Tensor parameters,
      int firstTile,
      int lastTile) {
    long length = parameters.length();
    Tiling tiling = prepare(length);
    OffHeap gradients = OffHeap.of(gradient, length);
    OffHeap firsts = OffHeap.of(first, length);
    OffHeap seconds = OffHeap.of(second, length);
    OffHeap values = OffHeap.of(parameters, length);
    for (int tile = firstTile; tile < lastTile; tile++) {
      int n = tiling.length(tile);
      long start = tiling.start(tile);
      gradients.read(start, g, n);
      firsts.read(start, m, n);
      seconds.read(start, v, n);
      values.read(start, p, n);
      moments(factor, (float) decays.beta1(), (float) decays.beta2(), n);
      move(rate, (float) decays.epsilon(), n);
      firsts.write(m, start, n);
      seconds.write(v, start, n);
      values.write(p, start, n);
    }
  }

  static Tiling tiling(long length) {
    return Tiling.of(1, length);
  }

  private Tiling prepare(long length) {
    Tiling tiling = tiling(length);
    g = tiling.grown(g);
    m = tiling.grown(m);
    v = tiling.grown(v);
    p = tiling.grown(p);
    return tiling;
  }

  private void moments(float factor, float beta1, float beta2, int n) {
    float[] gradient = g;
    float[] first = m;
    float[] second = v;
    float new1 = 1 - beta1;
    float new2 = 1 - beta2;
    for (int i = 0; i < n; i++) {
      float d = gradient[i] * factor;
      first[i] = beta1 * first[i] + new1 * d;
      second[i] = beta2 * second[i] + new2 * (d * d);
    }
  }

  private void move(float rate, float epsilon, int n) {
    float[] first = m;
    float[] second = v;
    float[] value = p;
    for (int i = 0; i < n; i++) {
      value[i] -= rate * first[i] / ((float) Math.sqrt(second[i]) + epsilon);
    }
  }
}
