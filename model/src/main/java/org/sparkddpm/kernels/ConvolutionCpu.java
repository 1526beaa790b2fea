package org.sparkddpm.kernels;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolutions and transposed ones by oneDNN. A transposed convolution is the input gradient of a
 * convolution from its result to its input, and so needs no primitives of its own.
 */
final class ConvolutionCpu {

  private final stream cpuStream = OneDnn.stream();
  private final Map<ConvolutionShape, ConvolutionPrimitives> primitives = new HashMap<>();
  private OffHeap zeros = OffHeap.allocate(1);
  private OffHeap unread = OffHeap.allocate(1);

  void forward(INDArray x, INDArray w, INDArray b, int stride, INDArray out) {
    ConvolutionShape shape = ConvolutionShape.of(x, w, stride);
    primitives(shape)
        .forward(all(x), all(w), OffHeap.of(b, shape.outputs()), image(out, shape.out()));
  }

  void backward(
      INDArray x, INDArray w, INDArray dOut, int stride, INDArray dx, INDArray dw, INDArray db) {
    ConvolutionShape shape = ConvolutionShape.of(x, w, stride);
    ConvolutionPrimitives convolution = primitives(shape);
    OffHeap slopes = image(dOut, shape.out());
    convolution.weightGradient(
        all(x), slopes, OffHeap.of(dw, w.length()), OffHeap.of(db, shape.outputs()));
    convolution.inputGradient(all(w), slopes, OffHeap.of(dx, x.length()));
  }

  void transposed(DenseCpu bias, INDArray x, INDArray w, INDArray b, int stride, INDArray out) {
    ConvolutionShape shape = ConvolutionShape.of(out, w, stride);
    primitives(shape).inputGradient(all(w), image(x, shape.out()), all(out));
    bias.addBias(out, b);
  }

  void transposedBackward(
      DenseCpu bias,
      INDArray x,
      INDArray w,
      INDArray dOut,
      int stride,
      INDArray dx,
      INDArray dw,
      INDArray db) {
    ConvolutionShape shape = ConvolutionShape.of(dOut, w, stride);
    ConvolutionPrimitives convolution = primitives(shape);
    zeros = zeros.grown(shape.outputs());
    unread = unread.grown(shape.outputs());
    convolution.weightGradient(
        all(dOut), image(x, shape.out()), OffHeap.of(dw, w.length()), unread);
    convolution.forward(all(dOut), all(w), zeros, OffHeap.of(dx, x.length()));
    bias.sumRows(dOut, db);
  }

  private ConvolutionPrimitives primitives(ConvolutionShape shape) {
    return primitives.computeIfAbsent(shape, s -> new ConvolutionPrimitives(s, cpuStream));
  }

  private static OffHeap all(INDArray array) {
    return OffHeap.of(array, array.length());
  }

  /** An array that must have the length of the dimensions. */
  private static OffHeap image(INDArray array, long[] dimensions) {
    return OffHeap.of(array, dimensions[0] * dimensions[1] * dimensions[2] * dimensions[3]);
  }
}
