package org.sparkddpm.engine.cpu;

import java.lang.ref.Reference;
import java.nio.BufferUnderflowException;
import java.nio.FloatBuffer;
import org.sparkddpm.engine.Buffer;
import org.sparkddpm.engine.HostEngine;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.natives.ComputeThreads;

/** Computes in the host's memory, by oneDNN and loops in Java. */
final class CpuEngine implements HostEngine {

  static final String NAME = "cpu";

  private final boolean fixedWeights;
  private final CpuKernels kernels;

  CpuEngine(boolean fixedWeights) {
    this.fixedWeights = fixedWeights;
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
    if (from.remaining() < length) {
      throw new BufferUnderflowException();
    }
    OffHeap memory = OffHeap.of(to);
    try {
      memory.start().asBuffer().put(from.slice(from.position(), length));
    } finally {
      // A buffer does not keep its memory from being freed.
      Reference.reachabilityFence(memory);
    }
    from.position(from.position() + length);
  }

  @Override
  public void read(Tensor from, FloatBuffer into) {
    OffHeap memory = OffHeap.of(from);
    try {
      into.put(memory.start().asBuffer().slice(0, Math.toIntExact(from.length())));
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void weightsChanged() {
    kernels.weightsChanged();
  }

  @Override
  public boolean fixedWeights() {
    return fixedWeights;
  }
}
