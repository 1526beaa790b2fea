package org.sparkddpm.jobs.train;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The weights and the optimiser's state as they travel between driver and workers: raw bytes, which
 * Java serialises much faster than arrays of floats.
 */
final class NetworkState implements Serializable {

  private static final long serialVersionUID = 1L;

  private final byte[] parameters;
  private final byte[] optimizer;

  NetworkState(float[] parameters, float[] optimizer) {
    this.parameters = bytes(parameters);
    this.optimizer = bytes(optimizer);
  }

  float[] parameters() {
    return floats(parameters);
  }

  float[] optimizer() {
    return floats(optimizer);
  }

  /** Bytes that travel. */
  long size() {
    return (long) parameters.length + optimizer.length;
  }

  void addParametersTo(double[] sum, double weight) {
    add(view(parameters), sum, weight);
  }

  void addOptimizerTo(double[] sum, double weight) {
    add(view(optimizer), sum, weight);
  }

  private static void add(FloatBuffer values, double[] sum, double weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * values.get(i);
    }
  }

  private static byte[] bytes(float[] values) {
    byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    view(bytes).put(values);
    return bytes;
  }

  private static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    view(bytes).get(values);
    return values;
  }

  private static FloatBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
