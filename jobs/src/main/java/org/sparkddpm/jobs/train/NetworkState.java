package org.sparkddpm.jobs.train;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.sparkddpm.training.TrainingStep;

/**
 * The weights and behind them the optimiser's state, as they travel between driver and workers: raw
 * little-endian bytes, which Java serialises at the speed of a copy.
 */
final class NetworkState implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What a worker without examples brings home. */
  static final NetworkState NONE = new NetworkState(new byte[0], 0);

  private final byte[] values;
  private final int parameters;

  private NetworkState(byte[] values, int parameters) {
    this.values = values;
    this.parameters = parameters;
  }

  NetworkState(float[] parameters, float[] optimizer) {
    this(room(parameters.length + (long) optimizer.length), parameters.length);
    floats().put(parameters).put(optimizer);
  }

  /** A copy of what a network has come to. */
  static NetworkState of(TrainingStep step) {
    int parameters = step.network().layout().length();
    NetworkState state =
        new NetworkState(room(parameters + (long) step.optimizerStateLength()), parameters);
    FloatBuffer floats = state.floats();
    step.network().readParameters(floats);
    step.readOptimizerState(floats);
    return state;
  }

  /** The same split of weights and optimiser's state with other values. */
  NetworkState with(byte[] others) {
    return new NetworkState(others, parameters);
  }

  /** Whether no value is infinite or NaN. */
  boolean isFinite() {
    FloatBuffer floats = floats();
    while (floats.hasRemaining()) {
      if (!Float.isFinite(floats.get())) {
        return false;
      }
    }
    return true;
  }

  /** Puts these values into a network. */
  void copyTo(TrainingStep step) {
    step.network().setParameters(parameterFloats());
    step.setOptimizerState(floats().position(parameters));
  }

  FloatBuffer parameterFloats() {
    return floats().limit(parameters);
  }

  float[] parameters() {
    float[] copy = new float[parameters];
    floats().get(copy);
    return copy;
  }

  float[] optimizer() {
    float[] copy = new float[values.length / Float.BYTES - parameters];
    floats().position(parameters).get(copy);
    return copy;
  }

  byte[] bytes() {
    return values;
  }

  /** One of {@code count} blocks of nearly equal length that together are the whole. */
  byte[] block(int index, int count) {
    return Arrays.copyOfRange(values, edge(index, count), edge(index + 1, count));
  }

  /** Puts blocks in their order together again. */
  static byte[] join(List<byte[]> blocks) {
    byte[] whole = new byte[blocks.stream().mapToInt(block -> block.length).sum()];
    int end = 0;
    for (byte[] block : blocks) {
      System.arraycopy(block, 0, whole, end, block.length);
      end += block.length;
    }
    return whole;
  }

  /** Bytes that travel. */
  int size() {
    return values.length;
  }

  private int edge(int index, int count) {
    long floats = values.length / Float.BYTES;
    return (int) (floats * index / count) * Float.BYTES;
  }

  private FloatBuffer floats() {
    return floats(values);
  }

  static FloatBuffer floats(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  private static byte[] room(long floats) {
    if (floats > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "weights and optimiser state are "
              + floats
              + " numbers, but a round can move "
              + Integer.MAX_VALUE / Float.BYTES
              + " at most; train a smaller network");
    }
    return new byte[(int) floats * Float.BYTES];
  }
}
