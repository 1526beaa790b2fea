package org.sparkddpm.bench;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkddpm.kernels.Kernels;

/** What our matrix product reaches: the yardstick for convolutions. */
final class GemmPeak {

  private static final long TRIAL_NANOS = 300_000_000;

  private GemmPeak() {}

  /** Billions of operations a second of an n x n product in single precision, best of many. */
  static double gflops(Kernels kernels, int n) {
    INDArray a = Nd4j.linspace(-1, 1, (long) n * n).reshape(n, n);
    INDArray b = Nd4j.linspace(1, 2, (long) n * n).reshape(n, n);
    INDArray product = Nd4j.create(n, n);
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + TRIAL_NANOS;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      kernels.dense(a, b, null, product);
      best = Math.min(best, System.nanoTime() - start);
    }
    return 2.0 * n * n * n / best;
  }
}
