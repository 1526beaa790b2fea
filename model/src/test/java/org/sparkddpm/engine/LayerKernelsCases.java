package org.sparkddpm.engine;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the layers' kernels of any engine must give: the reference's numbers, at random sizes. */
public abstract class LayerKernelsCases {

  private static final int CASES = 25;

  // One instance meets all the shapes, so that what a call leaves in its scratch memory shows.
  private final RandomTensors tensors;
  private final KernelComparison comparison;

  /**
   * The cases for an engine.
   *
   * @param tolerance of a difference, as a share of the greatest element of the result
   */
  protected LayerKernelsCases(Engine engine, double tolerance) {
    this.tensors = new RandomTensors(engine, 23);
    this.comparison = new KernelComparison(engine, tensors, tolerance);
  }

  @Test
  void groupNormSilu() {
    for (int i = 0; i < CASES; i++) {
      int n = tensors.size(1, 4);
      int groups = tensors.size(1, 8);
      int c = groups * tensors.size(1, i % 5 == 0 ? 150 : 9);
      Tensor x = image(tensors.size(1, 4), tensors.size(-8, 8), n, c);
      Tensor gain = tensors.window(c);
      Tensor bias = tensors.window(c);
      Tensor scaleShift = i % 2 == 0 ? null : tensors.window(n, 2L * c);
      comparison.compare(
          new Tensor[] {x, gain, bias, scaleShift},
          new long[][] {x.shape()},
          (kernels, a) -> kernels.groupNormSilu(a[0], a[1], a[2], a[3], groups, a[4]));
      comparison.compare(
          new Tensor[] {x, gain, bias, scaleShift, tensors.normal(x.shape())},
          new long[][] {x.shape(), {c}, {c}, scaleShift == null ? null : scaleShift.shape()},
          (kernels, a) ->
              kernels.groupNormSiluBackward(
                  a[0], a[1], a[2], a[3], groups, a[4], a[5], a[6], a[7], a[8]));
    }
  }

  @Test
  void layerNorm() {
    for (int i = 0; i < CASES; i++) {
      int c = tensors.size(2, i % 5 == 0 ? 1500 : 70);
      Tensor x = image(1, tensors.size(-5, 5), tensors.size(1, 4), c);
      Tensor gain = tensors.window(c);
      comparison.compare(
          new Tensor[] {x, gain, tensors.window(c)},
          new long[][] {x.shape()},
          (kernels, a) -> kernels.layerNorm(a[0], a[1], a[2], a[3]));
      comparison.compare(
          new Tensor[] {x, gain, tensors.normal(x.shape())},
          new long[][] {x.shape(), {c}, {c}},
          (kernels, a) -> kernels.layerNormBackward(a[0], a[1], a[2], a[3], a[4], a[5]));
    }
  }

  @Test
  void attention() {
    for (int i = 0; i < CASES; i++) {
      int heads = tensors.size(1, 4);
      Tensor qkv = image(tensors.size(1, 4), 3 * heads * tensors.size(1, 33));
      long[] out = {qkv.size(0), qkv.size(1), qkv.size(2), qkv.size(3) / 3};
      Tensor dOut = tensors.normal(out);
      comparison.compare(
          new Tensor[] {qkv},
          new long[][] {out},
          (kernels, a) -> kernels.attention(a[0], heads, false, a[1]));
      comparison.compare(
          new Tensor[] {qkv, dOut},
          new long[][] {qkv.shape()},
          (kernels, a) -> kernels.attentionBackward(a[0], heads, false, a[1], a[2]));
      comparison.compare(
          new Tensor[] {qkv},
          new long[][] {out},
          (kernels, a) -> kernels.attention(a[0], heads, true, a[1]));
      comparison.compare(
          new Tensor[] {qkv, dOut},
          new long[][] {qkv.shape()},
          (kernels, a) -> kernels.attentionBackward(a[0], heads, true, a[1], a[2]));
    }
  }

  @Test
  void attentionWithScoresFarApart() {
    Tensor qkv = tensors.around(0, 12, 2, 5, 5, 24);
    comparison.compare(
        new Tensor[] {qkv},
        new long[][] {{2, 5, 5, 8}},
        (kernels, a) -> kernels.attention(a[0], 2, false, a[1]));
    comparison.compare(
        new Tensor[] {qkv},
        new long[][] {{2, 5, 5, 8}},
        (kernels, a) -> kernels.attention(a[0], 2, true, a[1]));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activate(Activation activation) {
    for (int i = 0; i < CASES; i++) {
      Tensor x = image(tensors.size(1, 12), 0, tensors.size(1, 4), tensors.size(1, 40));
      comparison.compare(
          new Tensor[] {x},
          new long[][] {x.shape()},
          (kernels, a) -> kernels.activate(activation, a[0], a[1]));
      comparison.compare(
          new Tensor[] {x, tensors.normal(x.shape())},
          new long[][] {x.shape()},
          (kernels, a) -> kernels.activateBackward(activation, a[0], a[1], a[2]));
    }
  }

  @Test
  void dense() {
    for (int i = 0; i < CASES; i++) {
      int in = tensors.size(1, 70);
      int out = tensors.size(1, 70);
      Tensor x =
          tensors.coin() ? image(tensors.size(1, 4), in) : tensors.normal(tensors.size(1, 9), in);
      long[] outShape = x.shape();
      outShape[outShape.length - 1] = out;
      Tensor w = tensors.window(out, in);
      Tensor b = i % 3 == 0 ? null : tensors.window(out);
      comparison.compare(
          new Tensor[] {x, w, b},
          new long[][] {outShape},
          (kernels, a) -> kernels.dense(a[0], a[1], a[2], a[3]));
      comparison.compare(
          new Tensor[] {x, w, tensors.normal(outShape)},
          new long[][] {x.shape(), w.shape(), b == null ? null : b.shape()},
          (kernels, a) -> kernels.denseBackward(a[0], a[1], a[2], a[3], a[4], a[5]));
    }
  }

  @Test
  void convolutions() {
    for (int i = 0; i < CASES; i++) {
      int kernel = new int[] {1, 3, 4, 7}[i % 4];
      int stride = tensors.size(1, 2);
      int in = tensors.size(1, 20);
      int out = tensors.size(1, 20);
      Tensor small = image(tensors.size(1, 4), in);
      long[] large = {small.size(0), small.size(1) * stride, small.size(2) * stride, out};
      Tensor w = tensors.window(in, out, kernel, kernel);
      Tensor b = tensors.window(out);
      comparison.compare(
          new Tensor[] {small, w, b},
          new long[][] {large},
          (kernels, a) -> kernels.transposedConvolution(a[0], a[1], a[2], stride, a[3]));
      if (kernel >= stride) {
        comparison.compare(
            new Tensor[] {small, w, tensors.normal(large)},
            new long[][] {small.shape(), w.shape(), {out}},
            (kernels, a) ->
                kernels.transposedConvolutionBackward(a[0], a[1], a[2], stride, a[3], a[4], a[5]));
      }
      Tensor x = tensors.normal(large);
      Tensor bias = tensors.window(in);
      comparison.compare(
          new Tensor[] {x, w, bias},
          new long[][] {small.shape()},
          (kernels, a) -> kernels.convolution(a[0], a[1], a[2], stride, a[3]));
      if (kernel >= stride) {
        long[] gradient = i % 5 == 0 ? null : x.shape();
        comparison.compare(
            new Tensor[] {x, w, bias, tensors.normal(small.shape())},
            new long[][] {gradient, w.shape(), {in}},
            (kernels, a) ->
                kernels.convolutionBackward(a[0], a[1], a[2], a[3], stride, a[4], a[5], a[6]));
      }
    }
  }

  @Test
  void addConcatSplitAndGather() {
    for (int i = 0; i < CASES; i++) {
      Tensor a = image(tensors.size(1, 4), tensors.size(1, 40));
      long[] second = a.shape();
      second[3] = tensors.size(1, 40);
      long[] whole = a.shape();
      whole[3] += second[3];
      comparison.compare(
          new Tensor[] {a, tensors.normal(a.shape())},
          new long[][] {a.shape()},
          (kernels, x) -> kernels.add(x[0], x[1], x[2]));
      comparison.compare(
          new Tensor[] {a, tensors.normal(second)},
          new long[][] {whole},
          (kernels, x) -> kernels.concat(List.of(x[0], x[1]), x[2]));
      comparison.compare(
          new Tensor[] {tensors.normal(whole)},
          new long[][] {a.shape(), second},
          (kernels, x) -> kernels.split(x[0], List.of(x[1], x[2])));
      int rows = tensors.size(1, 12);
      Tensor indices = tensors.indices(tensors.size(1, 9), rows);
      Tensor table = tensors.window(rows, tensors.size(1, 70));
      comparison.compare(
          new Tensor[] {indices, table},
          new long[][] {{indices.length(), table.size(1)}},
          (kernels, x) -> kernels.gather(x[0], x[1], x[2]));
      comparison.compare(
          new Tensor[] {indices, tensors.normal(indices.length(), table.size(1))},
          new long[][] {table.shape()},
          (kernels, x) -> kernels.gatherBackward(x[0], x[1], x[2]));
    }
  }

  private Tensor image(int n, int c) {
    return image(1, 0, n, c);
  }

  private Tensor image(int deviation, int mean, int n, int c) {
    return tensors.around(mean, deviation, n, tensors.size(1, 9), tensors.size(2, 9), c);
  }
}
