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

  private static final String GATHERED = "gathered";
  private static final String PATCHED = "patched";

  /** Those of products.cu, whose left factors are loaded at each step along the sum. */
  private static final List<ProductTile> GATHERED_TILES =
      List.of(
          named(GATHERED, 128, 128, 64, 64),
          named(GATHERED, 128, 80, 32, 80),
          named(GATHERED, 128, 64, 32, 64),
          named(GATHERED, 64, 128, 32, 32),
          named(GATHERED, 64, 64, 32, 32),
          named(GATHERED, 64, 32, 32, 32),
          named(GATHERED, 64, 32, 32, 16),
          named(GATHERED, 64, 16, 32, 16));

  /** Those of patched.cu, whose left factors are loaded once for all places of the window. */
  private static final List<ProductTile> PATCHED_TILES =
      List.of(
          named(PATCHED, 128, 128, 64, 64),
          named(PATCHED, 128, 80, 32, 80),
          named(PATCHED, 128, 64, 64, 64),
          named(PATCHED, 128, 64, 32, 64),
          named(PATCHED, 128, 32, 32, 32),
          named(PATCHED, 64, 64, 32, 64),
          named(PATCHED, 64, 64, 32, 32),
          named(PATCHED, 64, 32, 32, 32),
          named(PATCHED, 64, 32, 32, 16));

  /** Those of weight_gradients.cu. */
  private static final List<ProductTile> WEIGHT_GRADIENTS =
      List.of(
          new ProductTile("weight_gradient_128x128", 128, 128, 32, 128),
          new ProductTile("weight_gradient_128x64", 128, 64, 32, 64),
          new ProductTile("weight_gradient_64x64", 64, 64, 32, 64));

  /** That of patched_gradient.cu: outputs and inputs, for all places of the window. */
  static final ProductTile WINDOW_GRADIENT = new ProductTile("weight_gradient_3x3", 64, 32, 64, 8);

  /** Words along the sum between two barriers. */
  static final int STEP = 16;

  /**
   * The least time of a step of blocks that compute beside each other, in rows of {@link #STEP}
   * words read from shared memory. Fitted, with {@link #time}, to the times of all tiles for 60
   * shapes on an H100.
   */
  private static final double PATCHED_STEP = 1500;

  private static final double GATHERED_STEP = 2500;

  private static ProductTile named(
      String kind, int rows, int columns, int warpRows, int warpColumns) {
    int warps = rows / warpRows * (columns / warpColumns);
    return new ProductTile(
        kind + "_" + rows + "x" + columns + "_" + warps, rows, columns, warpRows, warpColumns);
  }

  /** Those that can compute a convolution or its adjoint. */
  static Stream<ProductTile> possible(GatheredShape shape) {
    Stream<ProductTile> patched =
        PATCHED_TILES.stream().filter(tile -> WindowPatch.of(shape, tile).possible());
    return Stream.concat(patched, GATHERED_TILES.stream());
  }

  /** The tile for a convolution or its adjoint. */
  static ProductTile of(GatheredShape shape, int multiprocessors) {
    return possible(shape)
        .min(Comparator.comparingDouble(tile -> tile.time(shape, multiprocessors)))
        .orElseThrow();
  }

  /** The tile for a weight gradient; cutting its sum into parts gives blocks enough. */
  static ProductTile weightGradient(int outputs, int columns) {
    return WEIGHT_GRADIENTS.stream()
        .min(
            Comparator.comparingDouble(
                tile ->
                    tile.count(outputs, columns)
                        * (tile.reads() + 2.0 * tile.rows + 2.0 * tile.columns)))
        .orElseThrow();
  }

  int threads() {
    return warps() * Launcher.WARP;
  }

  private int warps() {
    return rows / warpRows * (columns / warpColumns);
  }

  /** Blocks for each multiprocessor: as many as its registers hold. */
  int blocksEach() {
    int sums = this.equals(WINDOW_GRADIENT) ? warpRows * 72 : warpRows * warpColumns;
    int warps = sums >= 64 * 64 ? 8 : sums >= 32 * 64 ? 12 : 16;
    return Math.max(1, warps / warps());
  }

  boolean patched() {
    return kernel.startsWith(PATCHED);
  }

  /** Tiles that cover a result. */
  long count(long resultRows, int resultColumns) {
    return ceilDiv(resultRows, rows) * ceilDiv(resultColumns, columns);
  }

  /**
   * An estimate: multiprocessors that have the most blocks take as many at a time as their
   * registers hold, and these wait for shared memory, or for the steps' own length where they are
   * few.
   */
  private double time(GatheredShape shape, int multiprocessors) {
    long each = ceilDiv(shape.products() * count(shape.rows(), shape.columns()), multiprocessors);
    double loaded =
        patched() ? (double) WindowPatch.of(shape, this).rows() / shape.taps() : 2.0 * rows;
    double block = reads() + loaded;
    double least = patched() ? PATCHED_STEP : GATHERED_STEP;
    int beside = blocksEach();
    long full = each / beside;
    long last = each % beside;
    return shape.steps(patched())
        * (full * Math.max(beside * block, least)
            + (last == 0 ? 0 : Math.max(last * block, least)));
  }

  /** Rows and columns that the warps read in a step. */
  private double reads() {
    return warps() * (double) (warpRows + warpColumns);
  }

  static long ceilDiv(long a, long b) {
    return -Math.floorDiv(-a, b);
  }
}
