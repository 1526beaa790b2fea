package org.sparkddpm.bench;

import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Tensor;

/** What our matrix product reaches: the yardstick for convolutions. */
final class GemmPeak {

  private static final long TRIAL_NANOS = 300_000_000;

  private GemmPeak() {}

  /** Billions of operations a second of an n x n product in single precision, best of many. */
  static double gflops(Engine engine, int n) {
    Tensor a = rising(engine, n, -1, 1);
    Tensor b = rising(engine, n, 1, 2);
    Tensor product = engine.floats(n, n);
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + TRIAL_NANOS;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      engine.kernels().dense(a, b, null, product);
      best = Math.min(best, System.nanoTime() - start);
    }
    return 2.0 * n * n * n / best;
  }

  private static Tensor rising(Engine engine, int n, double from, double to) {
    float[] values = new float[n * n];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (from + (to - from) * i / (values.length - 1));
    }
    Tensor tensor = engine.floats(n, n);
    engine.write(values, tensor);
    return tensor;
  }
}
