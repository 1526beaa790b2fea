package org.sparkddpm.engine.loops;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.HeapImages;
import org.sparkddpm.engine.HeapIntegers;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.images.LabelledImages;

/** Computes on the heap in one thread. */
final class LoopsEngine implements Engine {

  static final String NAME = "loops";

  private final Kernels kernels = new LoopsKernels();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "plain loops on the heap";
  }

  @Override
  public void bind(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, but are " + threads);
    }
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Override
  public Tensor floats(long... shape) {
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    return Tensor.of(new Floats(new float[Math.toIntExact(length)]), shape);
  }

  @Override
  public Tensor integers(long... shape) {
    return HeapIntegers.zeros(shape);
  }

  @Override
  public ResidentImages load(LabelledImages images) {
    return new HeapImages(images);
  }

  @Override
  public void write(FloatBuffer from, Tensor to) {
    from.get(Floats.of(to), Floats.first(to), Floats.length(to));
  }

  @Override
  public void read(Tensor from, FloatBuffer into) {
    into.put(Floats.of(from), Floats.first(from), Floats.length(from));
  }

  @Override
  public void write(int[] from, Tensor to) {
    HeapIntegers.write(from, to);
  }

  @Override
  public int[] readIntegers(Tensor from) {
    return HeapIntegers.read(from);
  }

  @Override
  public Runnable record(Runnable calls) {
    return calls;
  }

  @Override
  public void weightsChanged() {}

  @Override
  public void close() {}
}
