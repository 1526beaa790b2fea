package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkddpm.engine.KernelComparison;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.RandomTensors;
import org.sparkddpm.engine.Tensor;

/** Convolutions and dense layers of an emulated card against the reference. */
class CudaProductsTest {

  private static final int[][] SIZES = {
    // images, height, width, inputs, outputs, kernel, stride
    {1, 1, 1, 1, 1, 1, 1},
    {1, 1, 1, 3, 5, 3, 1},
    {1, 1, 2, 4, 4, 4, 2},
    {1, 5, 7, 1, 3, 7, 1},
    {3, 7, 7, 65, 33, 3, 1},
    {1, 9, 40, 36, 72, 3, 1},
    {2, 14, 14, 8, 68, 4, 2},
    {2, 5, 9, 12, 20, 4, 2},
    {1, 13, 6, 65, 12, 4, 1},
    {2, 6, 6, 7, 130, 3, 3},
    {1, 8, 6, 6, 9, 1, 2},
    {2, 3, 130, 4, 5, 3, 1},
  };

  private static CudaEngine engine(Precision precision) {
    return EmulatedEngine.create(precision);
  }

  /**
   * Of a result, as a share of its greatest element: four times what rounding a factor changes it
   * by, half a unit of the last of 10 or 7 bits. The sums are of floats.
   */
  private static double tolerance(Precision precision) {
    return switch (precision) {
      case FP32 -> 1e-5;
      case TF32 -> 4 * Math.scalb(1, -11);
      case BF16 -> 4 * Math.scalb(1, -8);
    };
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void everySizeOfTiles(Precision precision) {
    Set<String> met = new TreeSet<>();
    try (CudaEngine engine = engine(precision)) {
      RandomTensors tensors = new RandomTensors(engine, 5);
      KernelComparison comparison = new KernelComparison(engine, tensors, tolerance(precision));
      for (int[] size : SIZES) {
        Tensor x = tensors.window(size[0], size[1], size[2], size[3]);
        Tensor w = tensors.normal(size[4], size[3], size[5], size[5]);
        int stride = size[6];
        ConvolutionGeometry geometry = ConvolutionGeometry.of(x, w, stride);
        long[] out = {
          size[0], -Math.floorDiv(-size[1], stride), -Math.floorDiv(-size[2], stride), size[4]
        };
        Tensor b = tensors.window(size[4]);
        for (ProductTile tile : tiles(geometry, false)) {
          met.add(tile.kernel());
          comparison.compare(
              new Tensor[] {x, w, b},
              new long[][] {out},
              (kernels, a) -> {
                if (kernels == engine.kernels()) {
                  start(engine, geometry, false, tile, a[0], a[1], a[2], a[3]);
                } else {
                  kernels.convolution(a[0], a[1], a[2], stride, a[3]);
                }
              });
        }
        if (size[5] < stride) {
          continue;
        }
        for (ProductTile tile : tiles(geometry, true)) {
          met.add(tile.kernel());
          comparison.compare(
              new Tensor[] {x, w, b, tensors.normal(out)},
              new long[][] {x.shape(), w.shape(), b.shape()},
              (kernels, a) -> {
                kernels.convolutionBackward(a[0], a[1], a[2], a[3], stride, a[4], a[5], a[6]);
                if (kernels == engine.kernels()) {
                  start(engine, geometry, true, tile, a[3], a[1], null, a[4]);
                }
              });
        }
      }
    }
    assertThat(met).hasSize(17);
  }

  private static List<ProductTile> tiles(ConvolutionGeometry geometry, boolean adjoint) {
    return ProductTile.possible(new GatheredShape(geometry, adjoint)).collect(Collectors.toList());
  }

  private static void start(
      CudaEngine engine,
      ConvolutionGeometry geometry,
      boolean adjoint,
      ProductTile tile,
      Tensor source,
      Tensor w,
      Tensor b,
      Tensor result) {
    GatheredProduct product = new GatheredProduct(new GatheredShape(geometry, adjoint), tile);
    product.launch(engine.launcher(), source, w, b, result);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void transposed(Precision precision) {
    try (CudaEngine engine = engine(precision)) {
      RandomTensors tensors = new RandomTensors(engine, 6);
      KernelComparison comparison = new KernelComparison(engine, tensors, tolerance(precision));
      for (int[] size : SIZES) {
        Tensor x = tensors.normal(size[0], size[1], size[2], size[3]);
        Tensor w = tensors.window(size[3], size[4], size[5], size[5]);
        int stride = size[6];
        long[] out = {size[0], (long) size[1] * stride, (long) size[2] * stride, size[4]};
        Tensor b = tensors.window(size[4]);
        comparison.compare(
            new Tensor[] {x, w, b},
            new long[][] {out},
            (kernels, a) -> kernels.transposedConvolution(a[0], a[1], a[2], stride, a[3]));
        if (size[5] >= stride) {
          comparison.compare(
              new Tensor[] {x, w, tensors.normal(out)},
              new long[][] {x.shape(), w.shape(), b.shape()},
              (kernels, a) ->
                  kernels.transposedConvolutionBackward(
                      a[0], a[1], a[2], stride, a[3], a[4], a[5]));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void dense(Precision precision) {
    try (CudaEngine engine = engine(precision)) {
      RandomTensors tensors = new RandomTensors(engine, 7);
      KernelComparison comparison = new KernelComparison(engine, tensors, tolerance(precision));
      for (int[] size :
          new int[][] {{1, 1, 1}, {1, 64, 256}, {300, 65, 3}, {129, 4, 130}, {37, 130, 65}}) {
        Tensor x = tensors.window(size[0], size[1]);
        Tensor w = tensors.window(size[2], size[1]);
        for (Tensor b : new Tensor[] {null, tensors.window(size[2])}) {
          comparison.compare(
              new Tensor[] {x, w, b},
              new long[][] {{size[0], size[2]}},
              (kernels, a) -> kernels.dense(a[0], a[1], a[2], a[3]));
          comparison.compare(
              new Tensor[] {x, w, tensors.normal(size[0], size[2])},
              new long[][] {b == null ? null : x.shape(), w.shape(), b == null ? null : b.shape()},
              (kernels, a) -> kernels.denseBackward(a[0], a[1], a[2], a[3], a[4], a[5]));
        }
      }
    }
  }

  /** What is no number must reach the result: it is what training looks for. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void keepsWhatIsNoNumber(Precision precision) {
    try (CudaEngine engine = engine(precision)) {
      Tensor x = engine.floats(1, 1, 1, 4);
      Tensor out = engine.floats(1, 1, 1, 1);
      engine.write(new float[] {1, Float.intBitsToFloat(0x7fffffff), 1, 1}, x);
      Tensor w = new RandomTensors(engine, 8).normal(1, 4, 3, 3);
      engine.bind(1);
      engine.kernels().convolution(x, w, engine.floats(1), 1, out);
      assertThat(engine.read(out)[0]).isNaN();
    }
  }

  @Test
  void refusesWhatWouldReadBesideATensor() {
    try (CudaEngine engine = engine(Precision.FP32)) {
      Kernels kernels = engine.kernels();
      engine.bind(1);
      Tensor x = engine.floats(1, 4, 4, 3);
      Tensor w = engine.floats(2, 3, 3, 3);
      Tensor b = engine.floats(2);
      Tensor out = engine.floats(1, 4, 4, 2);
      assertThatThrownBy(() -> kernels.convolution(out, w, b, 1, out))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[1, 4, 4, 3]");
      assertThatThrownBy(() -> kernels.convolution(x, w, b, 2, out))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[1, 2, 2, 2]");
      assertThatThrownBy(() -> kernels.convolution(x, w, engine.floats(1), 1, out))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bias");
      assertThatThrownBy(() -> kernels.dense(x, engine.floats(2, 4), null, out))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[2, 4]");
      Tensor wide = engine.floats(2, 3, 17, 17);
      assertThatThrownBy(() -> kernels.convolution(x, wide, b, 1, out))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("17x17");
    }
  }
}
