package org.sparkddpm.unet;

import java.io.Serializable;
import java.util.List;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/**
 * One layer of the network as arithmetic alone: an immutable description that computes forward and
 * backward on tensors that its caller owns. Tensors are {@code [N, ...]}, images {@code [N, H, W,
 * C]}.
 */
public interface Block extends Serializable {

  /** The trainable arrays, in the order in which forward and backward get them. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /**
   * The shape of the output for inputs of the given shapes.
   *
   * @throws IllegalArgumentException if the block cannot take such inputs
   */
  long[] outputShape(long[][] inputs);

  /** Overwrites {@code out}. */
  void forward(LayerKernels kernels, List<Tensor> in, List<Tensor> parameters, Tensor out);

  /**
   * Overwrites the gradients of the inputs and of the parameters. An input that has no gradient
   * (indices, times) leaves its entry of {@code dIn} alone.
   *
   * @param dIn one for each input; null where {@link #inputGradientOptional} and it is not wanted
   */
  void backward(
      LayerKernels kernels,
      List<Tensor> in,
      List<Tensor> parameters,
      Tensor dOut,
      List<Tensor> dIn,
      List<Tensor> dParameters);

  /** False for the one kind of block whose inputs are indices or times. */
  default boolean differentiableInput() {
    return true;
  }

  /** Whether the gradient of each input is that of the output itself, in the input's shape. */
  default boolean passesGradient() {
    return false;
  }

  /** Whether {@link #backward} reads the inputs again. */
  default boolean rereadsInputs() {
    return true;
  }

  /** Whether {@link #backward} takes null for the gradient of an input that nobody needs. */
  default boolean inputGradientOptional() {
    return false;
  }
}
