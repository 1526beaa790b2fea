package org.sparkddpm.unet;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * A trainable array of a block.
 *
 * @param name within its block, for example {@code weight}
 * @param shape in c order
 * @param init how it starts
 * @param fanIn inputs per output, the scale of a uniform start; 1 where it does not matter
 */
public record Parameter(String name, List<Long> shape, Init init, long fanIn)
    implements Serializable {

  /** How a parameter starts. */
  public enum Init {
    /** Uniform in {@code [-1/sqrt(fanIn), 1/sqrt(fanIn))}, as PyTorch starts its layers. */
    UNIFORM,
    /** Standard normal, as PyTorch starts an embedding. */
    NORMAL,
    /** All one. */
    ONE,
    /** All zero. */
    ZERO
  }

  static Parameter of(String name, Init init, long fanIn, long... shape) {
    return new Parameter(name, Arrays.stream(shape).boxed().toList(), init, fanIn);
  }

  /** Number of values. */
  public long length() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** The shape as an array. */
  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
