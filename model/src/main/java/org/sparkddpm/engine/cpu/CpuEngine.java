package org.sparkddpm.engine.cpu;

import java.nio.FloatBuffer;
import org.sparkddpm.engine.Buffer;
import org.sparkddpm.engine.HostEngine;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.natives.ComputeThreads;

/** Computes in the host's memory, by oneDNN and loops in Java. */
final class CpuEngine implements HostEngine {

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
  public CpuKernels kernels() {
    return kernels;
  }

  @Override
  public Buffer zeros(long length) {
    return FloatMemory.zeros(length);
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
  public void weightsChanged() {
    kernels.weightsChanged();
  }
}
