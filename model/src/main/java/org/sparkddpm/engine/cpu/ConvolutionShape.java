package org.sparkddpm.engine.cpu;

import org.sparkddpm.engine.Tensor;

/**
 * A convolution of {@code [images, height, width, inputs]} by {@code [outputs, inputs, kernel,
 * kernel]} to {@code [images, ceil(height / stride), ceil(width / stride), outputs]}.
 */
record ConvolutionShape(
    long images, long height, long width, long inputs, long outputs, long kernel, long stride) {

  /** That of {@code x} by {@code w}, both as {@link Kernels#convolution} has them. */
  static ConvolutionShape of(Tensor x, Tensor w, long stride) {
    if (w.size(2) != w.size(3)) {
      throw new IllegalArgumentException(
          "the CPU kernels convolve with square windows, not with "
              + w.size(2)
              + "x"
              + w.size(3)
              + "; use engine nd4j");
    }
    return new ConvolutionShape(
        x.size(0), x.size(1), x.size(2), w.size(1), w.size(0), w.size(2), stride);
  }

  long[] x() {
    return new long[] {images, inputs, height, width};
  }

  long[] weights() {
    return new long[] {outputs, inputs, kernel, kernel};
  }

  long[] out() {
    return new long[] {images, outputs, strided(height), strided(width)};
  }

  long[] strides() {
    return new long[] {stride, stride};
  }

  long[] paddingBefore() {
    return new long[] {padding(height) / 2, padding(width) / 2};
  }

  long[] paddingAfter() {
    return new long[] {padding(height) - padding(height) / 2, padding(width) - padding(width) / 2};
  }

  double operations() {
    return 2.0 * images * strided(height) * strided(width) * outputs * inputs * kernel * kernel;
  }

  private long strided(long size) {
    return -Math.floorDiv(-size, stride);
  }

  private long padding(long size) {
    return Math.max(0, (strided(size) - 1) * stride + kernel - size);
  }
}
