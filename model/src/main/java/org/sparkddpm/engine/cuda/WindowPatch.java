package org.sparkddpm.engine.cuda;

/**
 * The source pixels that a block's rows meet ({@code patched.cu}), which it keeps in shared memory.
 *
 * @param rows pixels
 * @param sharedMemory bytes, with the weights and all that is loaded ahead
 */
record WindowPatch(GatheredShape shape, ProductTile tile, int rows, long sharedMemory) {

  /** A mask has a bit for each place of the window. */
  private static final int MOST_TAPS = 32;

  private static final int BYTES_EACH = ProductTile.STEP * Float.BYTES;
  private static final int PATCHES = 2;
  private static final int WEIGHT_STAGES = 3;

  /** Quads of channels that a thread may load in a step. */
  private static final int LOADS = 3;

  /** More would leave a multiprocessor too few blocks. */
  private static final long MOST_SHARED_MEMORY = 64 << 10;

  static WindowPatch of(GatheredShape shape, ProductTile tile) {
    long reach = (shape.tapsDown() - 1L) * shape.width() + shape.tapsAcross() - 1;
    int rows = Math.toIntExact(ProductTile.ceilDiv(tile.rows() + reach, 2) * 2);
    // Zeros for what lies outside of an image: two pixels, as far behind them as a warp's rows go.
    int zeros = tile.warpRows() - 8 + 2;
    long pixels = (long) PATCHES * rows + zeros + (long) WEIGHT_STAGES * tile.columns();
    return new WindowPatch(shape, tile, rows, pixels * BYTES_EACH);
  }

  /** Whether the kernel can compute it, and gains by it. */
  boolean possible() {
    ConvolutionGeometry convolution = shape.convolution();
    int stride = convolution.stride();
    boolean aligned =
        shape.adjoint()
            ? convolution.height() % stride == 0 && convolution.width() % stride == 0
            : stride == 1;
    return shape.taps() > 1
        && shape.taps() <= MOST_TAPS
        && aligned
        && sharedMemory <= MOST_SHARED_MEMORY
        && ProductTile.ceilDiv(quadsEach(), fewestTaps()) <= LOADS;
  }

  /** Quads of a chunk that a thread loads. */
  private long quadsEach() {
    return ProductTile.ceilDiv(rows, tile.threads() / (ProductTile.STEP / GatheredShape.QUAD));
  }

  /** Places of the window in the product that meets fewest, but any. */
  private int fewestTaps() {
    ConvolutionGeometry convolution = shape.convolution();
    int by = shape.adjoint() ? convolution.stride() : 1;
    return Math.max(1, convolution.kernelHeight() / by)
        * Math.max(1, convolution.kernelWidth() / by);
  }
}
