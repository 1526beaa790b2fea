package org.sparkddpm.unet;

import java.io.Serializable;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.kernels.Kernels;

/**
 * One layer of the network as arithmetic alone: an immutable description that computes forward and
 * backward on arrays which its vertex owns. Arrays are {@code [N, ...]} in c order, images {@code
 * [N, H, W, C]}.
 */
interface Block extends Serializable {

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
  void forward(Kernels kernels, INDArray[] in, INDArray[] parameters, INDArray out);

  /**
   * Overwrites the gradients of the inputs and of the parameters. An input that has no gradient
   * (indices, times) leaves its entry of {@code dIn} alone.
   */
  void backward(
      Kernels kernels,
      INDArray[] in,
      INDArray[] parameters,
      INDArray dOut,
      INDArray[] dIn,
      INDArray[] dParameters);

  /** False for the one kind of block whose inputs are indices or times. */
  default boolean differentiableInput() {
    return true;
  }
}
