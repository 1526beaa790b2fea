package org.sparkddpm.engine.cuda;

import java.util.Locale;
import org.sparkddpm.engine.Tensor;

/**
 * A convolution of {@code [images, height, width, inputs]} by {@code [outputs, inputs,
 * kernelHeight, kernelWidth]} to {@code [images, ceil(height / stride), ceil(width / stride),
 * outputs]}, padded with zeros such that the window's places are spread evenly, the odd one after.
 */
record ConvolutionGeometry(
    int images,
    int height,
    int width,
    int inputs,
    int outputs,
    int kernelHeight,
    int kernelWidth,
    int stride) {

  /** The kernels keep a pixel's place in 16 bits an axis. */
  private static final int GREATEST_SIDE = 32_000;

  /** And a window's in 16 places an axis. */
  private static final int GREATEST_KERNEL = 16;

  /** Kernels count in 32 bits, also a tile of rows and the reach of a window beyond the last. */
  private static final int MOST_PIXELS = Integer.MAX_VALUE - (1 << 22);

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException naming what the kernels cannot count
   */
  ConvolutionGeometry {
    require(stride >= 1, "stride", stride, "at least 1");
    require(
        Math.max(height, width) <= GREATEST_SIDE,
        "image",
        height + "x" + width,
        "at most " + GREATEST_SIDE + " pixels high and wide");
    require(
        Math.max(kernelHeight, kernelWidth) <= GREATEST_KERNEL,
        "window",
        kernelHeight + "x" + kernelWidth,
        "at most " + GREATEST_KERNEL + " pixels high and wide");
    require(
        (long) images * height * width <= MOST_PIXELS,
        "number of pixels",
        String.format(Locale.ROOT, "%d x %d x %d", images, height, width),
        "at most " + MOST_PIXELS + "; take a smaller batch");
  }

  private static void require(boolean holds, String name, Object value, String must) {
    if (!holds) {
      throw new IllegalArgumentException(
          "a convolution's %s must be %s, but is %s".formatted(name, must, value));
    }
  }

  /**
   * That of {@code x} by {@code w}, both as {@link org.sparkddpm.engine.LayerKernels#convolution}
   * has them. Where every pixel stands alone, all of them are images of one pixel.
   *
   * @throws IllegalArgumentException if the channels do not fit each other
   */
  static ConvolutionGeometry of(Tensor x, Tensor w, int stride) {
    Shapes.require(x, "an image of these weights", x.size(0), x.size(1), x.size(2), w.size(1));
    if (w.size(2) == 1 && w.size(3) == 1 && stride == 1) {
      return ofRows(x.rows(), w.size(1), w.size(0));
    }
    return new ConvolutionGeometry(
        Math.toIntExact(x.size(0)),
        Math.toIntExact(x.size(1)),
        Math.toIntExact(x.size(2)),
        Math.toIntExact(w.size(1)),
        Math.toIntExact(w.size(0)),
        Math.toIntExact(w.size(2)),
        Math.toIntExact(w.size(3)),
        stride);
  }

  /** That of a dense layer. */
  static ConvolutionGeometry ofRows(long rows, long inputs, long outputs) {
    return new ConvolutionGeometry(
        Math.toIntExact(rows), 1, 1, Math.toIntExact(inputs), Math.toIntExact(outputs), 1, 1, 1);
  }

  int outHeight() {
    return -Math.floorDiv(-height, stride);
  }

  int outWidth() {
    return -Math.floorDiv(-width, stride);
  }

  /** Output pixels of all images. */
  int outPixels() {
    return images * outHeight() * outWidth();
  }

  int paddingAbove() {
    return Math.max(0, (outHeight() - 1) * stride + kernelHeight - height) / 2;
  }

  int paddingLeft() {
    return Math.max(0, (outWidth() - 1) * stride + kernelWidth - width) / 2;
  }

  /** Places of the window. */
  int taps() {
    return kernelHeight * kernelWidth;
  }

  /** Whether each output pixel is a product of one input pixel. */
  boolean pointwise() {
    return taps() == 1 && stride == 1;
  }

  boolean empty() {
    return (long) images * height * width == 0;
  }
}
