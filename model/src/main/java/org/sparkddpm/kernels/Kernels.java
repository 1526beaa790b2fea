package org.sparkddpm.kernels;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The numerical kernels of the network, forward and backward.
 *
 * <p>Images are {@code [N, H, W, C]} (channels last), vectors {@code [N, C]}; all arrays are dense
 * in c order. Results are written into arrays that the caller owns. A backward method overwrites
 * its results (it never adds to them) and takes the forward inputs again instead of hidden state,
 * so that an implementation may keep scratch memory but no meaning between calls. An instance
 * belongs to one network and one thread at a time.
 *
 * <p>Weights have the layouts of PyTorch: convolution {@code [out, in, kH, kW]}, transposed
 * convolution {@code [in, out, kH, kW]}, dense {@code [out, in]}.
 */
public interface Kernels {

  /** Added to a variance before its root is taken. */
  double EPSILON = 1e-5;

  /** The reference: ND4J operations on whichever backend is loaded, any floating-point type. */
  static Kernels reference() {
    return new OpsKernels();
  }

  /**
   * The fastest for the backend that is loaded: Java and BLAS beside oneDNN for floats on the CPU,
   * otherwise the {@link #reference}. Logs which and why.
   */
  static Kernels fastest(DataType type) {
    return KernelChoice.fastest(type, false);
  }

  /**
   * The fastest for a network whose weights change only where {@link #weightsChanged} follows: it
   * may keep them in an order of its own.
   */
  static Kernels fastestForFixedWeights(DataType type) {
    return KernelChoice.fastest(type, true);
  }

  /** Names the implementation for logs, for example {@code nd4j-ops}. */
  String name();

  /** Must be called after a change of the weights of {@link #fastestForFixedWeights}. */
  default void weightsChanged() {}

  /**
   * Convolution with padding such that the output is {@code ceil(size / stride)}; for the 4x4
   * kernel of stride 2 that is one pixel on each side.
   *
   * @param x {@code [N, H, W, in]}
   * @param w {@code [out, in, kH, kW]}
   * @param b {@code [out]}
   * @param out {@code [N, ceil(H/stride), ceil(W/stride), out]}
   */
  void convolution(INDArray x, INDArray w, INDArray b, int stride, INDArray out);

  /** Gradients of {@link #convolution} with respect to x, w and b. */
  void convolutionBackward(
      INDArray x,
      INDArray w,
      INDArray b,
      INDArray dOut,
      int stride,
      INDArray dx,
      INDArray dw,
      INDArray db);

  /**
   * Transposed convolution, the adjoint of {@link #convolution} with the same kernel and stride.
   *
   * @param x {@code [N, H, W, in]}
   * @param w {@code [in, out, kH, kW]}
   * @param b {@code [out]}
   * @param out {@code [N, H*stride, W*stride, out]}
   */
  void transposedConvolution(INDArray x, INDArray w, INDArray b, int stride, INDArray out);

  /** Gradients of {@link #transposedConvolution} with respect to x, w and b. */
  void transposedConvolutionBackward(
      INDArray x, INDArray w, INDArray dOut, int stride, INDArray dx, INDArray dw, INDArray db);

  /**
   * {@code out = x w^T + b} on the last axis; every leading axis counts as rows.
   *
   * @param x {@code [..., in]}
   * @param w {@code [out, in]}
   * @param b {@code [out]}, or null for none
   */
  void dense(INDArray x, INDArray w, INDArray b, INDArray out);

  /** Gradients of {@link #dense}; {@code db} is null where there is no bias. */
  void denseBackward(INDArray x, INDArray w, INDArray dOut, INDArray dx, INDArray dw, INDArray db);

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
  void groupNormSilu(
      INDArray x, INDArray gain, INDArray bias, INDArray scaleShift, int groups, INDArray out);

  /** Gradients of {@link #groupNormSilu}; {@code dScaleShift} is null where there is none. */
  void groupNormSiluBackward(
      INDArray x,
      INDArray gain,
      INDArray bias,
      INDArray scaleShift,
      int groups,
      INDArray dOut,
      INDArray dx,
      INDArray dGain,
      INDArray dBias,
      INDArray dScaleShift);

  /** Layer normalisation over the last axis with gain and bias {@code [C]}. */
  void layerNorm(INDArray x, INDArray gain, INDArray bias, INDArray out);

  /** Gradients of {@link #layerNorm}. */
  void layerNormBackward(
      INDArray x, INDArray gain, INDArray dOut, INDArray dx, INDArray dGain, INDArray dBias);

  /**
   * Scaled dot-product attention over the positions of an image (Vaswani et al. 2017, eq. 1).
   *
   * @param qkv {@code [N, H, W, 3 * hidden]}: queries, keys, values, each {@code heads} heads of
   *     {@code hidden / heads} channels
   * @param out {@code [N, H, W, hidden]}
   */
  void attention(INDArray qkv, int heads, INDArray out);

  /** Gradient of {@link #attention} with respect to qkv. */
  void attentionBackward(INDArray qkv, int heads, INDArray dOut, INDArray dQkv);

  /**
   * Linear attention (Shen et al. 2021): queries softmaxed over their channels and scaled by {@code
   * d^-0.5}, keys softmaxed over the positions; shapes as in {@link #attention}.
   */
  void linearAttention(INDArray qkv, int heads, INDArray out);

  /** Gradient of {@link #linearAttention} with respect to qkv. */
  void linearAttentionBackward(INDArray qkv, int heads, INDArray dOut, INDArray dQkv);

  /** {@code out = activation(x)}, element by element. */
  void activate(Activation activation, INDArray x, INDArray out);

  /** {@code dx = activation'(x) * dOut}. */
  void activateBackward(Activation activation, INDArray x, INDArray dOut, INDArray dx);

  /** {@code out = a + b}; out may be a or b. */
  void add(INDArray a, INDArray b, INDArray out);

  /** Puts arrays that differ in their last axis alone side by side along it. */
  void concat(INDArray[] parts, INDArray out);

  /** The inverse of {@link #concat}. */
  void split(INDArray whole, INDArray[] parts);

  /**
   * Rows of a table.
   *
   * @param indices {@code [N, 1]} of integral values in [0, rows)
   * @param table {@code [rows, C]}
   * @param out {@code [N, C]}
   */
  void gather(INDArray indices, INDArray table, INDArray out);

  /** Gradient of {@link #gather} with respect to the table. */
  void gatherBackward(INDArray indices, INDArray dOut, INDArray dTable);

  /** The sum of the squares of all elements. */
  double squaredNorm(INDArray x);

  /**
   * One step of Adam in place; all arrays have one length.
   *
   * @param gradient left as it is
   * @param factor by which the gradient is multiplied first
   * @param first moments
   * @param second moments
   */
  void adam(
      AdamStep step,
      INDArray gradient,
      double factor,
      INDArray first,
      INDArray second,
      INDArray parameters);
}
