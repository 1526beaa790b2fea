package org.sparkddpm.bench;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** What the machine's matrix product reaches: the yardstick for convolutions. */
final class GemmPeak {

  private static final long TRIAL_NANOS = 300_000_000;

  private GemmPeak() {}

  /** Billions of operations a second of an n x n product in single precision, best of many. */
  static double gflops(int n) {
    try (FloatPointer a = new FloatPointer((long) n * n);
        FloatPointer b = new FloatPointer((long) n * n);
        FloatPointer c = new FloatPointer((long) n * n)) {
      for (long i = 0; i < (long) n * n; i++) {
        a.put(i, 1f / (1 + i % 7));
        b.put(i, 1f / (1 + i % 5));
      }
      long best = Long.MAX_VALUE;
      long end = System.nanoTime() + TRIAL_NANOS;
      while (System.nanoTime() < end) {
        long start = System.nanoTime();
        openblas.cblas_sgemm(
            openblas.CblasRowMajor,
            openblas.CblasNoTrans,
            openblas.CblasNoTrans,
            n,
            n,
            n,
            1,
            a,
            n,
            b,
            n,
            0,
            c,
            n);
        best = Math.min(best, System.nanoTime() - start);
      }
      return 2.0 * n * n * n / best;
    }
  }
}
