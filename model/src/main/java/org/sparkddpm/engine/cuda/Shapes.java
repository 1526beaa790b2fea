package org.sparkddpm.engine.cuda;

import java.util.Arrays;
import java.util.Locale;
import org.sparkddpm.engine.Tensor;

/** Checks of shapes without which a kernel would read or write beside a tensor. */
final class Shapes {

  private Shapes() {}

  /**
   * Requires a number of elements.
   *
   * @param what the tensor is to the kernel
   * @throws IllegalArgumentException if it has another
   */
  static void requireLength(Tensor tensor, long length, String what) {
    if (tensor.length() != length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must have %d elements, but is %s", what, length, tensor));
    }
  }

  /**
   * Requires sizes of axes.
   *
   * @param what the tensor is to the kernel
   * @throws IllegalArgumentException if it has others
   */
  static void require(Tensor tensor, String what, long... shape) {
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new IllegalArgumentException(
          "%s must be %s, but is %s".formatted(what, Arrays.toString(shape), tensor));
    }
  }

  /**
   * Requires a number of integers, which a kernel would otherwise read out of floats.
   *
   * @param what the tensor is to the kernel
   * @throws IllegalArgumentException if it has another number of elements, or they are floats
   */
  static void requireIntegers(Tensor tensor, long length, String what) {
    requireLength(tensor, length, what);
    if (tensor.buffer() instanceof DeviceMemory memory && !memory.integers()) {
      throw new IllegalArgumentException(
          what + " must be of integers: make the tensor by Engine.integers");
    }
  }
}
