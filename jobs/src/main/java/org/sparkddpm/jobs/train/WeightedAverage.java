package org.sparkddpm.jobs.train;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The weighted mean of float vectors given as raw bytes. Each element is summed in double precision
 * in the order of the vectors and rounded once, so that the mean of a block is the block of the
 * mean, bit for bit, however the work is shared.
 */
final class WeightedAverage {

  /** Floats that are summed at a time; small enough for the fastest cache. */
  private static final int CHUNK = 2048;

  private WeightedAverage() {}

  /**
   * Averages.
   *
   * @param vectors at least one, all of the same length
   * @param weights of the vectors, which sum to 1
   * @param parallel whether to use all cores of this process
   */
  static byte[] of(List<byte[]> vectors, double[] weights, boolean parallel) {
    byte[] mean = new byte[vectors.get(0).length];
    int floats = mean.length / Float.BYTES;
    List<FloatBuffer> inputs = vectors.stream().map(NetworkState::floats).toList();
    IntStream chunks = IntStream.range(0, (floats + CHUNK - 1) / CHUNK);
    (parallel ? chunks.parallel() : chunks)
        .forEach(chunk -> average(inputs, weights, NetworkState.floats(mean), chunk * CHUNK));
    return mean;
  }

  private static void average(
      List<FloatBuffer> inputs, double[] weights, FloatBuffer mean, int from) {
    int count = Math.min(CHUNK, mean.limit() - from);
    double[] sum = new double[count];
    float[] values = new float[count];
    for (int k = 0; k < weights.length; k++) {
      inputs.get(k).get(from, values);
      add(weights[k], values, sum);
    }
    for (int i = 0; i < count; i++) {
      values[i] = (float) sum[i];
    }
    mean.put(from, values);
  }

  private static void add(double weight, float[] values, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * values[i];
    }
  }
}
