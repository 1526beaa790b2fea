package org.sparkddpm.engine.cuda;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A size of the tiles that blocks compute, and the kernel of that size.
 *
 * @param rows of the result that a block computes
 * @param columns likewise
 * @param warpRows of these that a warp computes
 * @param warpColumns likewise
 */
record ProductTile(String kernel, int rows, int columns, int warpRows, int warpColumns) {

  /** Those of products.cu, whose left factors are loaded at each step along the sum. */
  private static final List<ProductTile> GATHERED =
      List.of(
          new ProductTile("gathered_128x128", 128, 128, 64, 64),
          new ProductTile("gathered_128x80", 128, 80, 32, 80),
          new ProductTile("gathered_128x64", 128, 64, 32, 64),
          new ProductTile("gathered_128x32", 128, 32, 32, 32),
          new ProductTile("gathered_64x128", 64, 128, 32, 32),
          new ProductTile("gathered_64x64", 64, 64, 32, 32),
          new ProductTile("gathered_64x32", 64, 32, 32, 32),
          new ProductTile("gathered_64x16", 64, 16, 32, 16));

  /** Those of patched.cu, whose left factors are loaded once for all places of the window. */
  private static final List<ProductTile> PATCHED =
      List.of(
          new ProductTile("patched_256x64", 256, 64, 64, 64),
          new ProductTile("patched_128x128", 128, 128, 64, 64),
          new ProductTile("patched_128x80", 128, 80, 32, 80),
          new ProductTile("patched_128x64", 128, 64, 64, 64),
          new ProductTile("patched_128x64_4", 128, 64, 64, 32),
          new ProductTile("patched_128x64_8", 128, 64, 32, 32),
          new ProductTile("patched_128x32", 128, 32, 32, 32),
          new ProductTile("patched_64x64", 64, 64, 32, 32),
          new ProductTile("patched_64x32", 64, 32, 32, 32),
          new ProductTile("patched_64x32_4", 64, 32, 32, 16));

  /** Those of weight_gradients.cu. */
  private static final List<ProductTile> WEIGHT_GRADIENT =
      List.of(
          new ProductTile("weight_gradient_128x128", 128, 128, 32, 128),
          new ProductTile("weight_gradient_128x64", 128, 64, 32, 64),
          new ProductTile("weight_gradient_64x64", 64, 64, 32, 64));

  /** That of patched_gradient.cu: outputs and inputs, for all places of the window. */
  static final ProductTile WINDOW_GRADIENT = new ProductTile("weight_gradient_3x3", 64, 32, 64, 8);

  /** Words along the sum between two barriers. */
  static final int STEP = 16;

  /** Multiply-adds in the time of one transfer of 128 bytes to or from shared memory. */
  private static final double PRODUCTS_A_TRANSFER = 600;

  /** Warps that a multiprocessor needs so that some compute while others wait. */
  private static final double WARPS_WANTED = 4;

  /** Those that can compute a convolution or its adjoint. */
  static Stream<ProductTile> possible(GatheredShape shape) {
    Stream<ProductTile> patched =
        PATCHED.stream().filter(tile -> WindowPatch.of(shape, tile).possible());
    return Stream.concat(patched, GATHERED.stream());
  }

  /** The tile for a convolution or its adjoint. */
  static ProductTile of(GatheredShape shape, int multiprocessors) {
    return possible(shape)
        .min(Comparator.comparingDouble(tile -> tile.time(shape, multiprocessors)))
        .orElseThrow();
  }

  /** The tile for a weight gradient; cutting its sum into parts gives blocks enough. */
  static ProductTile weightGradient(int outputs, int columns) {
    return WEIGHT_GRADIENT.stream()
        .min(
            Comparator.comparingDouble(
                tile -> tile.count(outputs, columns) * tile.step(2.0 * tile.rows)))
        .orElseThrow();
  }

  int threads() {
    return rows / warpRows * (columns / warpColumns) * Launcher.WARP;
  }

  /** Blocks for each multiprocessor: as many as its registers hold. */
  int blocksEach() {
    int warps = this.equals(WINDOW_GRADIENT) || columns == 128 ? 8 : 12;
    return warps * Launcher.WARP / threads();
  }

  boolean patched() {
    return PATCHED.contains(this);
  }

  /** Tiles that cover a result. */
  long count(long resultRows, int resultColumns) {
    return ceilDiv(resultRows, rows) * ceilDiv(resultColumns, columns);
  }

  /** An estimate, in transfers of 128 bytes to and from a multiprocessor's shared memory. */
  private double time(GatheredShape shape, int multiprocessors) {
    long blocks = shape.products() * count(shape.rows(), shape.columns());
    double each = Math.ceil((double) blocks / multiprocessors);
    double waiting = WARPS_WANTED * Launcher.WARP / (each * threads());
    double loaded =
        patched() ? 2.0 * WindowPatch.of(shape, this).rows() / shape.taps() : 2.0 * rows;
    return each * shape.steps(patched()) * step(loaded) * (1 + waiting);
  }

  /**
   * Of one step along the sum: each warp reads its rows and columns, the block loads and stores
   * some rows and all columns, or the products take longer than all that.
   *
   * @param loadedRows that are loaded and those that are stored, together
   */
  private double step(double loadedRows) {
    double reads = threads() / Launcher.WARP * (warpRows + warpColumns);
    double transfers = (reads + loadedRows + 2.0 * columns) * STEP * Float.BYTES / 128;
    return Math.max(transfers, (double) rows * columns * STEP / PRODUCTS_A_TRANSFER);
  }

  static long ceilDiv(long a, long b) {
    return -Math.floorDiv(-a, b);
  }
}
