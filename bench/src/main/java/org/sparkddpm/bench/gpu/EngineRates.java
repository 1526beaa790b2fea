package org.sparkddpm.bench.gpu;

import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/** What an engine's product and copy reach, in sizes that grow until a call takes long enough. */
final class EngineRates {

  private static final int LEAST_SIDE = 64;
  private static final int MOST_SIDE = 8192;
  private static final int LEAST_FLOATS = 1 << 16;
  private static final int MOST_FLOATS = 1 << 28;

  /** A call of so many nanoseconds is long beside what starting it takes. */
  private static final double LONG_ENOUGH = 500_000;

  private static final long TRIAL_NANOS = 100_000_000;

  private EngineRates() {}

  /** Billions of operations a second of a product of two square matrices. */
  static double gflops(Engine engine) {
    for (int n = LEAST_SIDE; ; n *= 2) {
      Tensor a = random(engine, n, n);
      Tensor b = random(engine, n, n);
      Tensor product = engine.floats(n, n);
      Kernels kernels = engine.kernels();
      double nanos = nanos(engine, () -> kernels.dense(a, b, null, product), product);
      if (nanos >= LONG_ENOUGH || n >= MOST_SIDE) {
        return 2.0 * n * n * n / nanos;
      }
    }
  }

  /** Billions of bytes a second, read and written, of a copy. */
  static double gigabytesPerSecond(Engine engine) {
    for (int n = LEAST_FLOATS; ; n *= 2) {
      Tensor from = random(engine, n / LEAST_FLOATS, LEAST_FLOATS);
      Tensor to = engine.floats(from.shape());
      double nanos = nanos(engine, () -> engine.kernels().copy(from, to), to);
      if (nanos >= LONG_ENOUGH || n >= MOST_FLOATS) {
        return 2.0 * Float.BYTES * n / nanos;
      }
    }
  }

  /** Of one call, the best of trials of many calls each, waiting for a result after each trial. */
  private static double nanos(Engine engine, Runnable call, Tensor result) {
    Runnable recorded = engine.record(call);
    Tensor first = result.part(0, 1);
    recorded.run();
    engine.read(first);
    double best = Double.POSITIVE_INFINITY;
    long end = System.nanoTime() + TRIAL_NANOS;
    for (int calls = 1; System.nanoTime() < end; calls = Math.min(2 * calls, 64)) {
      long start = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        recorded.run();
      }
      engine.read(first);
      best = Math.min(best, (double) (System.nanoTime() - start) / calls);
    }
    return best;
  }

  /** Random numbers: products of zeros take less power and run faster. */
  private static Tensor random(Engine engine, int rows, int columns) {
    Tensor tensor = engine.floats(rows, columns);
    float[] row = new float[columns];
    RandomStream.of(1, Purpose.DRAWING, columns).fillGaussian(row, 0, columns);
    for (int i = 0; i < rows; i++) {
      engine.write(row, tensor.part((long) i * columns, columns));
    }
    return tensor;
  }
}
