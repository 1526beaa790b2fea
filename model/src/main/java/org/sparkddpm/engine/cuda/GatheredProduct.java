package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Tensor;

/** A convolution or its adjoint, in tiles of a size ({@code products.cu}, {@code patched.cu}). */
record GatheredProduct(GatheredShape shape, ProductTile tile) {

  static GatheredProduct of(ConvolutionGeometry convolution, boolean adjoint, int multiprocessors) {
    GatheredShape shape = new GatheredShape(convolution, adjoint);
    return new GatheredProduct(shape, ProductTile.of(shape, multiprocessors));
  }

  /**
   * Rows from which on it pays to pack the weights of a dense layer: few rows take less time than
   * starting one more kernel does.
   */
  private static final int MANY_ROWS = 2048;

  /** Floats of scratch memory that it needs, which may be 0. */
  private long scratch() {
    if (shape.convolution().pointwise() && shape.rows() < MANY_ROWS) {
      return 0;
    }
    return shape.products()
        * ProductTile.ceilDiv(shape.columns(), tile.columns())
        * tile.columns()
        * shape.steps(tile.patched())
        * ProductTile.STEP;
  }

  /**
   * Starts it.
   *
   * @param source {@code [images, height, width, inputs]}, of the adjoint the convolution's result
   * @param w {@code [outputs, inputs, kernelHeight, kernelWidth]}
   * @param b one for each channel of the result, or null
   */
  void launch(Launcher launcher, Tensor source, Tensor w, Tensor b, Tensor result) {
    ConvolutionGeometry convolution = shape.convolution();
    if (convolution.empty()) {
      return;
    }
    int adjoint = shape.adjoint() ? 1 : 0;
    long eachOutput = (long) convolution.inputs() * convolution.taps();
    long eachInput = convolution.taps();
    long eachChannel = shape.adjoint() ? eachOutput : eachInput;
    long eachColumn = shape.adjoint() ? eachInput : eachOutput;
    Tensor packed = scratch() == 0 ? null : launcher.scratch(scratch());
    if (packed != null) {
      launcher.launch(
          "pack_weights",
          Grid.over(scratch() / GatheredShape.QUAD, Launcher.THREADS),
          Launcher.THREADS,
          0,
          w,
          packed,
          shape.channels(),
          shape.columns(),
          convolution.kernelHeight(),
          convolution.kernelWidth(),
          convolution.stride(),
          convolution.paddingAbove(),
          convolution.paddingLeft(),
          adjoint,
          tile.patched() ? 1 : 0,
          tile.columns(),
          eachChannel,
          eachColumn);
    }
    boolean pairs = shape.columns() % 2 == 0 && result.offset() % 2 == 0;
    launcher.launch(
        tile.kernel(),
        new Grid(Math.toIntExact(tile.count(shape.rows(), shape.columns())), shape.products(), 1),
        tile.threads(),
        tile.patched() ? Math.toIntExact(WindowPatch.of(shape, tile).sharedMemory()) : 0,
        source,
        w,
        packed,
        b,
        result,
        convolution.images(),
        shape.height(),
        shape.width(),
        shape.channels(),
        shape.outHeight(),
        shape.outWidth(),
        shape.columns(),
        convolution.kernelHeight(),
        convolution.kernelWidth(),
        convolution.stride(),
        convolution.paddingAbove(),
        convolution.paddingLeft(),
        adjoint,
        fours(source, shape.channels()),
        pairs ? 1 : 0,
        eachChannel,
        eachColumn);
  }

  /** 1 if every pixel's channels can be read by four, otherwise 0. */
  static int fours(Tensor image, int channels) {
    return channels % GatheredShape.QUAD == 0 && image.offset() % GatheredShape.QUAD == 0 ? 1 : 0;
  }
}
