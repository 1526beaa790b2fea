package org.sparkddpm.engine.cpu;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.stream;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.natives.ComputeThreads;

/**
 * Convolutions and transposed ones by oneDNN. A transposed convolution is the input gradient of a
 * convolution from its result to its input, and so needs no primitives of its own.
 */
final class ConvolutionCpu {

  private final stream cpuStream = OneDnn.stream();
  private final boolean fixedWeights;
  private final Map<PrimitivesKey, ConvolutionPrimitives> primitives = new HashMap<>();
  private OffHeap zeros = OffHeap.allocate(1);
  private OffHeap unread = OffHeap.allocate(1);

  /**
   * Layers of one shape share primitives unless these keep their weights. A primitive has scratch
   * memory for as many threads as there were when it was made.
   */
  private record PrimitivesKey(ConvolutionShape shape, long weights, int threads) {}

  ConvolutionCpu(boolean fixedWeights) {
    this.fixedWeights = fixedWeights;
  }

  void weightsChanged() {
    primitives.values().forEach(ConvolutionPrimitives::weightsChanged);
  }

  void forward(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    ConvolutionShape shape = ConvolutionShape.of(x, w, stride);
    primitives(shape, w)
        .forward(all(x), all(w), OffHeap.of(b, shape.outputs()), image(out, shape.out()));
  }

  void backward(Tensor x, Tensor w, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    ConvolutionShape shape = ConvolutionShape.of(x, w, stride);
    ConvolutionPrimitives convolution = primitives(shape, w);
    OffHeap slopes = image(dOut, shape.out());
    convolution.weightGradient(
        all(x), slopes, OffHeap.of(dw, w.length()), OffHeap.of(db, shape.outputs()));
    if (dx != null) {
      convolution.inputGradient(all(w), slopes, OffHeap.of(dx, x.length()));
    }
  }

  void transposed(DenseCpu bias, Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    ConvolutionShape shape = ConvolutionShape.of(out, w, stride);
    primitives(shape, w).inputGradient(all(w), image(x, shape.out()), all(out));
    bias.addBias(out, b);
  }

  void transposedBackward(
      DenseCpu bias, Tensor x, Tensor w, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    ConvolutionShape shape = ConvolutionShape.of(dOut, w, stride);
    ConvolutionPrimitives convolution = primitives(shape, w);
    zeros = zeros.grown(shape.outputs());
    unread = unread.grown(shape.outputs());
    convolution.weightGradient(
        all(dOut), image(x, shape.out()), OffHeap.of(dw, w.length()), unread);
    convolution.forward(all(dOut), all(w), zeros, OffHeap.of(dx, x.length()));
    bias.sumRows(dOut, db);
  }

  private ConvolutionPrimitives primitives(ConvolutionShape shape, Tensor w) {
    long weights = fixedWeights ? all(w).address() : 0;
    return primitives.computeIfAbsent(
        new PrimitivesKey(shape, weights, ComputeThreads.inUse()),
        key -> new ConvolutionPrimitives(key.shape(), fixedWeights, cpuStream));
  }

  private static OffHeap all(Tensor array) {
    return OffHeap.of(array);
  }

  /** An array that must have the length of the dimensions. */
  private static OffHeap image(Tensor array, long[] dimensions) {
    return OffHeap.of(array, dimensions[0] * dimensions[1] * dimensions[2] * dimensions[3]);
  }
}
