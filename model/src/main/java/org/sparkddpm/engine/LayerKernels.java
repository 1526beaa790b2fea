package org.sparkddpm.engine;

import java.util.List;

/**
 * The arithmetic of the network's layers, forward and backward; {@link Kernels} says what holds for
 * all of it.
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
   * @param x {@code [..., in]}
   * @param w {@code [out, in]}
   * @param b {@code [out]}, or null for none
   */
  void dense(Tensor x, Tensor w, Tensor b, Tensor out);

  /** Gradients of {@link #dense}; dx may be null, and {@code db} is null where there is no bias. */
  void denseBackward(Tensor x, Tensor w, Tensor dOut, Tensor dx, Tensor dw, Tensor db);

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
   * Scaled dot-product attention over the positions of an image (Vaswani et al. 2017, eq. 1).
   *
   * @param qkv {@code [N, H, W, 3 * hidden]}: queries, keys, values, each {@code heads} heads of
   *     {@code hidden / heads} channels
   * @param out {@code [N, H, W, hidden]}
   */
  void attention(Tensor qkv, int heads, Tensor out);

  /** Gradient of {@link #attention} with respect to qkv. */
  void attentionBackward(Tensor qkv, int heads, Tensor dOut, Tensor dQkv);

  /**
   * Linear attention (Shen et al. 2021): queries softmaxed over their channels and scaled by {@code
   * d^-0.5}, keys softmaxed over the positions; shapes as in {@link #attention}.
   */
  void linearAttention(Tensor qkv, int heads, Tensor out);

  /** Gradient of {@link #linearAttention} with respect to qkv. */
  void linearAttentionBackward(Tensor qkv, int heads, Tensor dOut, Tensor dQkv);

  /** {@code out = activation(x)}, element by element. */
  void activate(Activation activation, Tensor x, Tensor out);

  /** {@code dx = activation'(x) * dOut}. */
  void activateBackward(Activation activation, Tensor x, Tensor dOut, Tensor dx);

  /** {@code out = a + b}; out may be a or b. */
  void add(Tensor a, Tensor b, Tensor out);

  /** Puts arrays that differ in their last axis alone side by side along it. */
  void concat(List<Tensor> parts, Tensor out);

  /** The inverse of {@link #concat}. */
  void split(Tensor whole, List<Tensor> parts);

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
  void patches(Tensor images, int size, Tensor patches);

  /** The inverse of {@link #patches}. */
  void joinPatches(Tensor patches, int size, Tensor images);

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
