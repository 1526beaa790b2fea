package org.sparkddpm.engine.cpu;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.HeapImages;
import org.sparkddpm.engine.HeapIntegers;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.natives.ComputeThreads;
import org.sparkddpm.images.LabelledImages;

/** Computes in the host's memory, by oneDNN and loops in Java. */
final class CpuEngine implements Engine {

  static final String NAME = "cpu";

  private final CpuKernels kernels;

  CpuEngine(boolean fixedWeights) {
    this.kernels = new CpuKernels(fixedWeights);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return ConvolutionPath.probe().describe();
  }

  @Override
  public void bind(int threads) {
    ComputeThreads.use(threads);
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Override
  public Tensor floats(long... shape) {
    return Tensor.of(FloatMemory.zeros(Arrays.stream(shape).reduce(1, Math::multiplyExact)), shape);
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
    int length = Math.toIntExact(to.length());
    host(to).put(from.slice(from.position(), length));
    from.position(from.position() + length);
  }

  @Override
  public void read(Tensor from, FloatBuffer into) {
    into.put(host(from));
  }

  private static FloatBuffer host(Tensor tensor) {
    int length = Math.toIntExact(tensor.length());
    return OffHeap.of(tensor).start().asBuffer().slice(0, length);
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
  public void weightsChanged() {
    kernels.weightsChanged();
  }

  @Override
  public void close() {
    // Memory is freed when no tensor refers to it any more.
  }
}
