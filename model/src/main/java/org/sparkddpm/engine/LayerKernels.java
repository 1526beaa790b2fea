package org.sparkddpm.engine;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * The arithmetic of the network's layers, forward and backward; {@link Kernels} says what holds for
 * all of it.
 *
 * <p>Methods with a body are what an engine need not have: they are made of the others, and slow.
 *
 * <p>Weights have the layouts of PyTorch: convolution {@code [out, in, kH, kW]}, transposed
 * convolution {@code [in, out, kH, kW]}, dense {@code [out, in]}.
 */
public interface LayerKernels {

  /** Added to a variance before its root is taken. */
  double EPSILON = 1e-5;

  /**
   * Convolution with padding such that the output is {@code ceil(size / stride)}; for the 4x4
   * kernel of stride 2 that is one pixel on each side.
   *
   * @param x {@code [N, H, W, in]}
   * @param w {@code [out, in, kH, kW]}
   * @param b {@code [out]}
   * @param out {@code [N, ceil(H/stride), ceil(W/stride), out]}
   */
  void convolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out);

  /** Gradients of {@link #convolution} with respect to x, w and b; dx may be null. */
  void convolutionBackward(
      Tensor x, Tensor w, Tensor b, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db);

  /**
   * Transposed convolution, the adjoint of {@link #convolution} with the same kernel and stride.
   *
   * @param x {@code [N, H, W, in]}
   * @param w {@code [in, out, kH, kW]}
   * @param b {@code [out]}
   * @param out {@code [N, H*stride, W*stride, out]}
   */
  void transposedConvolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out);

  /** Gradients of {@link #transposedConvolution} with respect to x, w and b. */
  void transposedConvolutionBackward(
      Tensor x, Tensor w, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db);

  /**
   * {@code out = x w^T + b} on the last axis; every leading axis counts as rows.
   *
   * <p>A convolution with a 1x1 kernel, if that takes null for b and db and no faster way is known.
   *
   * @param x {@code [..., in]}
   * @param w {@code [out, in]}
   * @param b {@code [out]}, or null for none
   */
  default void dense(Tensor x, Tensor w, Tensor b, Tensor out) {
    Tensor kernel = w.reshape(w.size(0), w.size(1), 1, 1);
    convolution(
        x.reshape(x.rows(), 1, 1, x.size(-1)),
        kernel,
        b,
        1,
        out.reshape(x.rows(), 1, 1, out.size(-1)));
  }

  /** Gradients of {@link #dense}; dx may be null, and {@code db} is null where there is no bias. */
  default void denseBackward(Tensor x, Tensor w, Tensor dOut, Tensor dx, Tensor dw, Tensor db) {
    long rows = x.rows();
    Tensor d = dOut.reshape(rows, 1, 1, dOut.size(-1));
    Tensor kernel = w.reshape(w.size(0), w.size(1), 1, 1);
    Tensor pixels = x.reshape(rows, 1, 1, x.size(-1));
    Tensor dPixels = dx == null ? null : dx.reshape(pixels.shape());
    convolutionBackward(pixels, kernel, null, d, 1, dPixels, dw.reshape(kernel.shape()), db);
  }

  /**
   * Group normalisation (Wu and He 2018), an affine map per channel, an optional scale and shift
   * per image and channel (FiLM, Perez et al. 2018), then SiLU: {@code silu((xhat * gain + bias) *
   * (1 + scale) + shift)}.
   *
   * @param x {@code [N, H, W, C]}
   * @param gain {@code [C]}
   * @param bias {@code [C]}
   * @param scaleShift {@code [N, 2C]}, the scales before the shifts, or null for none
   * @param groups divides C
   */
  void groupNormSilu(Tensor x, Tensor gain, Tensor bias, Tensor scaleShift, int groups, Tensor out);

  /** Gradients of {@link #groupNormSilu}; {@code dScaleShift} is null where there is none. */
  void groupNormSiluBackward(
      Tensor x,
      Tensor gain,
      Tensor bias,
      Tensor scaleShift,
      int groups,
      Tensor dOut,
      Tensor dx,
      Tensor dGain,
      Tensor dBias,
      Tensor dScaleShift);

  /** Layer normalisation over the last axis with gain and bias {@code [C]}. */
  void layerNorm(Tensor x, Tensor gain, Tensor bias, Tensor out);

  /** Gradients of {@link #layerNorm}. */
  void layerNormBackward(Tensor x, Tensor gain, Tensor dOut, Tensor dx, Tensor dGain, Tensor dBias);

  /**
   * Attention over the positions of an image: scaled dot-product attention (Vaswani et al. 2017,
   * eq. 1), or linear attention (Shen et al. 2021), where queries are softmaxed over their channels
   * and scaled by {@code d^-0.5}, keys softmaxed over the positions.
   *
   * @param qkv {@code [N, H, W, 3 * hidden]}: queries, keys, values, each {@code heads} heads of
   *     {@code d = hidden / heads} channels
   * @param out {@code [N, H, W, hidden]}
   */
  void attention(Tensor qkv, int heads, boolean linear, Tensor out);

  /** Gradient of {@link #attention} with respect to qkv. */
  void attentionBackward(Tensor qkv, int heads, boolean linear, Tensor dOut, Tensor dQkv);

  /** {@code out = activation(x)}, element by element. */
  void activate(Activation activation, Tensor x, Tensor out);

  /** {@code dx = activation'(x) * dOut}. */
  void activateBackward(Activation activation, Tensor x, Tensor dOut, Tensor dx);

  /** {@code out = a + b}; out may be a or b. */
  void add(Tensor a, Tensor b, Tensor out);

  /** Puts arrays that differ in their last axis alone side by side along it. */
  default void concat(List<Tensor> parts, Tensor out) {
    eachRow(parts, out, this::copy);
  }

  /** The inverse of {@link #concat}. */
  default void split(Tensor whole, List<Tensor> parts) {
    eachRow(parts, whole, (inPart, inWhole) -> copy(inWhole, inPart));
  }

  private static void eachRow(List<Tensor> parts, Tensor whole, BiConsumer<Tensor, Tensor> move) {
    long before = 0;
    for (Tensor part : parts) {
      long width = part.size(-1);
      for (long row = 0; row < part.rows(); row++) {
        Tensor inWhole = whole.part(row * whole.size(-1) + before, width);
        move.accept(part.part(row * width, width), inWhole);
      }
      before += width;
    }
  }

  /**
   * Rows of a table.
   *
   * @param indices {@code [N, 1]} of integral values in [0, rows)
   * @param table {@code [rows, C]}
   * @param out {@code [N, C]}
   */
  void gather(Tensor indices, Tensor table, Tensor out);

  /** Gradient of {@link #gather} with respect to the table. */
  void gatherBackward(Tensor indices, Tensor dOut, Tensor dTable);

  /** Copies all elements; the shapes may differ. */
  void copy(Tensor from, Tensor to);

  /**
   * Cuts images into square patches, whose pixels become channels, row by row.
   *
   * @param images {@code [N, H, W, C]}
   * @param patches {@code [N, H / size, W / size, size * size * C]}
   */
  default void patches(Tensor images, int size, Tensor patches) {
    eachPixelRow(images, size, patches, this::copy);
  }

  /** The inverse of {@link #patches}. */
  default void joinPatches(Tensor patches, int size, Tensor images) {
    eachPixelRow(images, size, patches, (inImage, inPatch) -> copy(inPatch, inImage));
  }

  private static void eachPixelRow(
      Tensor images, int size, Tensor patches, BiConsumer<Tensor, Tensor> move) {
    long across = images.size(2) / size;
    long length = size * images.size(3);
    for (long i = 0; i < images.length() / length; i++) {
      long y = i / across;
      long row = (y / size * across + i % across) * size + y % size;
      move.accept(images.part(i * length, length), patches.part(row * length, length));
    }
  }

  /**
   * Sines and cosines of geometrically falling frequencies (Vaswani et al. 2017, section 3.5; Ho et
   * al. 2020, appendix B): for t and j from 0 to before C / 2, {@code sin(t * 10000^(-j / (C / 2 -
   * 1)))} at j and the cosine at {@code C / 2 + j}.
   *
   * @param timesteps {@code [N, 1]}
   * @param out {@code [N, C]}, C even and at least 4
   */
  void sinusoids(Tensor timesteps, Tensor out);
}
