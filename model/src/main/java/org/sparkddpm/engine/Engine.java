package org.sparkddpm.engine;

import java.nio.FloatBuffer;
import org.sparkddpm.images.ImageStore;

/**
 * Computes for one network: owns its tensors, copies between them and the host, and has the
 * kernels. An engine belongs to one thread at a time, which calls {@link #bind} first. Made by
 * {@link Engines}.
 */
public interface Engine extends AutoCloseable {

  /** The name that it was asked for by, for example {@code cpu}. */
  String name();

  /** What it rounds factors to. */
  default Precision precision() {
    return Precision.FP32;
  }

  /** A few words about what it computes on, for logs. */
  default String describe() {
    return name();
  }

  /**
   * Makes the calling thread the one that computes, until another does.
   *
   * @param threads native threads it may use, at least 1; without a meaning on a device
   * @throws IllegalArgumentException if threads are fewer
   */
  void bind(int threads);

  /** The arithmetic. */
  Kernels kernels();

  /**
   * New numbers, all zero.
   *
   * @param shape sizes, the slowest axis first
   */
  Tensor floats(long... shape);

  /** New 32-bit integers, all zero. */
  Tensor integers(long... shape);

  /** Labelled images for {@link Kernels#noisedBatch}; the engine may keep the set itself. */
  ResidentImages load(ImageStore images);

  /**
   * Overwrites a tensor with the next floats of {@code from} and moves its position on.
   *
   * @throws java.nio.BufferUnderflowException if there are fewer than the tensor has
   */
  void write(FloatBuffer from, Tensor to);

  /**
   * Copies a tensor to {@code into} and moves its position on. Waits for what computes it.
   *
   * @throws java.nio.BufferOverflowException if there is no room
   */
  void read(Tensor from, FloatBuffer into);

  /**
   * Overwrites a tensor of integers.
   *
   * @param from as many as the tensor has
   */
  void write(int[] from, Tensor to);

  /** A copy of a tensor of integers. Waits for what computes it. */
  int[] readIntegers(Tensor from);

  /**
   * Makes a fixed list of kernel calls into something that runs them all. The calls read and write
   * the same tensors each time; a number that changes from run to run lies in one of them.
   *
   * @param calls may be called now, where that changes no tensor, and at each run
   * @return runs them; what the engine keeps for it is freed with the engine, or when nothing
   *     refers to it any more
   */
  Runnable record(Runnable calls);

  /**
   * Must be called after a change of the weights from outside where the engine was made for fixed
   * weights, which it may keep in an order of its own.
   */
  void weightsChanged();

  /** Ends its use; memory that is not freed with its tensors is freed here. */
  @Override
  void close();

  /**
   * Whether {@link #weightsChanged} must follow each change of the weights; such an engine does not
   * train.
   */
  default boolean fixedWeights() {
    return false;
  }

  /**
   * Overwrites a tensor.
   *
   * @param from as many as the tensor has
   * @throws IllegalArgumentException if there are more or fewer
   */
  default void write(float[] from, Tensor to) {
    if (from.length != to.length()) {
      throw new IllegalArgumentException(
          from.length + " numbers were given for " + to + "; give as many as it has");
    }
    write(FloatBuffer.wrap(from), to);
  }

  /** A copy of a tensor. Waits for what computes it. */
  default float[] read(Tensor from) {
    float[] values = new float[Math.toIntExact(from.length())];
    read(from, FloatBuffer.wrap(values));
    return values;
  }
}
