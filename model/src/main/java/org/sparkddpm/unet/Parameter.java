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
record Parameter(String name, List<Long> shape, Init init, long fanIn) implements Serializable {

  enum Init {
    /** Uniform in {@code [-1/sqrt(fanIn), 1/sqrt(fanIn))}, as PyTorch starts its layers. */
    UNIFORM,
    /** Standard normal, as PyTorch starts an embedding. */
    NORMAL,
    ONE,
    ZERO
  }

  static Parameter of(String name, Init init, long fanIn, long... shape) {
    return new Parameter(name, Arrays.stream(shape).boxed().toList(), init, fanIn);
  }

  long length() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
