package org.sparkddpm.engine.cuda;

/**
 * A convolution, or its adjoint, as products of gathered pixels by weights: one product, or as the
 * adjoint one for each remainder of an input pixel's place by the stride, as these meet other
 * places of the window.
 *
 * @param adjoint whether the source is the convolution's result, and the result its input
 */
record GatheredShape(ConvolutionGeometry convolution, boolean adjoint) {

  /** Channels that are loaded at a time. */
  static final int QUAD = 4;

  /** Of the source. */
  int height() {
    return adjoint ? convolution.outHeight() : convolution.height();
  }

  /** Of the source. */
  int width() {
    return adjoint ? convolution.outWidth() : convolution.width();
  }

  /** Of the source. */
  int channels() {
    return adjoint ? convolution.outputs() : convolution.inputs();
  }

  /** Channels of the result. */
  int columns() {
    return adjoint ? convolution.inputs() : convolution.outputs();
  }

  /** Of the result. */
  int outHeight() {
    return adjoint ? convolution.height() : convolution.outHeight();
  }

  /** Of the result. */
  int outWidth() {
    return adjoint ? convolution.width() : convolution.outWidth();
  }

  int products() {
    return adjoint ? convolution.stride() * convolution.stride() : 1;
  }

  /** Pixels of the result in the greatest of the products. */
  int rows() {
    return convolution.outPixels();
  }

  /** Places of the window down, in the product that meets most. */
  int tapsDown() {
    return mostTaps(convolution.kernelHeight());
  }

  /** Places of the window across, in the product that meets most. */
  int tapsAcross() {
    return mostTaps(convolution.kernelWidth());
  }

  int taps() {
    return tapsDown() * tapsAcross();
  }

  private int mostTaps(int kernel) {
    return adjoint ? -Math.floorDiv(-kernel, convolution.stride()) : kernel;
  }

  /**
   * Steps of {@link ProductTile#STEP} words along the sum, where a word holds one value.
   *
   * @param chunked whether each place of the window ends a step, or only the whole sum does
   */
  long steps(boolean chunked) {
    return chunked
        ? taps() * ProductTile.ceilDiv(channels(), ProductTile.STEP)
        : ProductTile.ceilDiv(
            taps() * ProductTile.ceilDiv(channels(), QUAD) * QUAD, ProductTile.STEP);
  }
}
