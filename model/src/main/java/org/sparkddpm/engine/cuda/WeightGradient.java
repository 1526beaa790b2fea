package org.sparkddpm.engine.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkddpm.engine.Tensor;

/**
 * The gradient of a convolution's weights and bias ({@code weight_gradients.cu}, {@code
 * patched_gradient.cu}): a sum over all pixels, cut into parts.
 *
 * @param tiles that cover the gradient of the weights
 * @param pixelsEach of a part
 */
record WeightGradient(
    ConvolutionGeometry geometry, ProductTile tile, long tiles, int pixelsEach, int parts) {

  /** Parts have whole steps along the sum, of so many pixels at most. */
  private static final int STEP = 32;

  private static final int LEAST_STEPS = 8;
  private static final int MOST_PARTS = 1024;

  /** Numbers that a block sums over the parts. */
  private static final int SUMS = Launcher.WARP;

  static WeightGradient of(ConvolutionGeometry geometry, int multiprocessors) {
    int columns = columns(geometry);
    WindowRing ring = new WindowRing(geometry);
    ProductTile tile =
        ring.possible()
            ? ProductTile.WINDOW_GRADIENT
            : ProductTile.weightGradient(geometry.outputs(), columns);
    long tiles = tile.count(geometry.outputs(), ring.possible() ? geometry.inputs() : columns);
    long wanted = Math.max(1, (long) tile.blocksEach() * multiprocessors / tiles);
    long steps = ProductTile.ceilDiv(geometry.outPixels(), STEP);
    long stepsEach =
        Math.max(LEAST_STEPS, ProductTile.ceilDiv(steps, Math.min(MOST_PARTS, wanted)));
    int pixelsEach = Math.toIntExact(stepsEach * STEP);
    int parts = Math.toIntExact(ProductTile.ceilDiv(geometry.outPixels(), pixelsEach));
    return new WeightGradient(geometry, tile, tiles, pixelsEach, parts);
  }

  private long weightParts() {
    return biasParts() * columns(geometry);
  }

  private long biasParts() {
    return (long) parts * geometry.outputs();
  }

  /**
   * Starts it, with scratch memory of the launcher.
   *
   * @param slopes gradient with respect to the convolution's result
   * @param x the convolution's input
   * @param dw {@code [outputs, inputs, kernelHeight, kernelWidth]}
   * @param db {@code [outputs]}, or null
   */
  void launch(Launcher launcher, Tensor slopes, Tensor x, Tensor dw, Tensor db) {
    ConvolutionGeometry g = geometry;
    Tensor memory = launcher.scratch(Math.max(1, weightParts() + biasParts()));
    Tensor weightParts = memory.part(0, weightParts());
    Tensor biasParts = db == null ? null : memory.part(weightParts(), biasParts());
    if (parts > 0) {
      launcher.launch(
          tile.kernel(),
          new Grid(Math.toIntExact(tiles), parts, 1),
          tile.threads(),
          Math.toIntExact(sharedMemory()),
          arguments(slopes, x, weightParts, biasParts));
    }
    int biases = db == null ? 0 : g.outputs();
    launcher.launch(
        "sum_gradient_parts",
        Grid.over((long) g.outputs() * columns(g) + biases, SUMS),
        Launcher.THREADS,
        0,
        weightParts,
        parts,
        g.outputs(),
        g.inputs(),
        g.taps(),
        dw,
        biasParts,
        parts,
        biases,
        db);
  }

  private long sharedMemory() {
    return window() ? new WindowRing(geometry).sharedMemory() : 0;
  }

  private boolean window() {
    return tile.equals(ProductTile.WINDOW_GRADIENT);
  }

  private Object[] arguments(Tensor slopes, Tensor x, Tensor weightParts, Tensor biasParts) {
    ConvolutionGeometry g = geometry;
    Divisor byImage = Divisor.of(g.outHeight() * g.outWidth());
    Divisor byRow = Divisor.of(g.outWidth());
    List<Object> arguments = new ArrayList<>(Arrays.asList(slopes, x, weightParts, biasParts));
    arguments.addAll(List.of(g.outPixels(), g.height(), g.width(), g.inputs()));
    if (!window()) {
      arguments.addAll(List.of(g.outHeight(), g.outWidth()));
    }
    arguments.add(g.outputs());
    if (!window()) {
      arguments.addAll(List.of(g.kernelHeight(), g.kernelWidth(), g.stride()));
      arguments.addAll(List.of(g.paddingAbove(), g.paddingLeft()));
    }
    arguments.add(GatheredProduct.fours(slopes, g.outputs()));
    arguments.add(GatheredProduct.fours(x, g.inputs()));
    arguments.add(pixelsEach);
    arguments.addAll(List.of(byImage.factor(), byImage.shift(), byRow.factor(), byRow.shift()));
    return arguments.toArray();
  }

  /** Of a part: whole quads of inputs for each place of the window. */
  private static int columns(ConvolutionGeometry geometry) {
    return Math.toIntExact(
        geometry.taps()
            * ProductTile.ceilDiv(geometry.inputs(), GatheredShape.QUAD)
            * GatheredShape.QUAD);
  }
}
