package org.sparkddpm.engine;

import java.nio.FloatBuffer;
import org.sparkddpm.images.ImageStore;

/**
 * An engine of the host's memory: its integers and images lie on the heap, and a call of a kernel
 * has ended when it returns. What is written here suits any such engine.
 */
public interface HostEngine extends Engine {

  @Override
  HostKernels kernels();

  /** Checks the threads and otherwise does nothing, as for an engine without native ones. */
  @Override
  default void bind(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, but are " + threads);
    }
  }

  /** New memory of so many numbers, all zero. */
  Buffer zeros(long length);

  @Override
  default Tensor floats(long... shape) {
    return Tensor.of(zeros(Tensor.length(shape)), shape);
  }

  @Override
  default Tensor integers(long... shape) {
    return HeapIntegers.zeros(shape);
  }

  @Override
  default ResidentImages load(ImageStore images) {
    return new HostImages(images);
  }

  @Override
  default void write(FloatBuffer from, Tensor to) {
    float[] values = new float[Math.toIntExact(to.length())];
    from.get(values);
    kernels().assign(values, to);
  }

  @Override
  default void read(Tensor from, FloatBuffer into) {
    into.put(kernels().floats(from));
  }

  @Override
  default void write(int[] from, Tensor to) {
    HeapIntegers.write(from, to);
  }

  @Override
  default int[] readIntegers(Tensor from) {
    return HeapIntegers.read(from);
  }

  @Override
  default Runnable record(Runnable calls) {
    return calls;
  }

  /** Does nothing: nothing is kept of the weights. */
  @Override
  default void weightsChanged() {}

  /** Does nothing: memory is freed when no tensor refers to it any more. */
  @Override
  default void close() {}
}
