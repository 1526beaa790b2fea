package org.sparkddpm.engine.cpu;

import org.sparkddpm.engine.Tensor;

/** The sines and cosines of timesteps, in double precision. */
final class SinusoidsCpu {

  private static final double LONGEST_PERIOD = 10_000;

  private SinusoidsCpu() {}

  static void write(Tensor timesteps, Tensor out) {
    int count = Math.toIntExact(timesteps.length());
    int half = Math.toIntExact(out.size(1) / 2);
    float[] times = new float[count];
    OffHeap.of(timesteps).read(0, times, count);
    float[] row = new float[2 * half];
    OffHeap to = OffHeap.of(out, (long) count * row.length);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < half; j++) {
        double angle = times[i] * Math.exp(-Math.log(LONGEST_PERIOD) * j / (half - 1));
        row[j] = (float) Math.sin(angle);
        row[half + j] = (float) Math.cos(angle);
      }
      to.write(row, (long) i * row.length, row.length);
    }
  }
}
