package org.sparkddpm.engine;

import java.util.Arrays;

/**
 * Integers on the heap, for engines of the host's memory.
 *
 * @param values the memory itself
 */
public record HeapIntegers(int[] values) implements Buffer {

  /** New integers of a shape, all zero. */
  public static Tensor zeros(long... shape) {
    int length = Math.toIntExact(Tensor.length(shape));
    return Tensor.of(new HeapIntegers(new int[length]), shape);
  }

  /** The element of a tensor of such integers. */
  public static int at(Tensor integers, long element) {
    return of(integers)[Math.toIntExact(integers.offset() + element)];
  }

  /** Overwrites a tensor of such integers; {@code from} has as many as it. */
  public static void write(int[] from, Tensor to) {
    if (from.length != to.length()) {
      throw new IllegalArgumentException(
          from.length + " integers were given for " + to + "; give as many as it has");
    }
    System.arraycopy(from, 0, of(to), Math.toIntExact(to.offset()), Math.toIntExact(to.length()));
  }

  /** A copy of a tensor of such integers. */
  public static int[] read(Tensor from) {
    int first = Math.toIntExact(from.offset());
    return Arrays.copyOfRange(of(from), first, first + Math.toIntExact(from.length()));
  }

  private static int[] of(Tensor integers) {
    if (integers.buffer() instanceof HeapIntegers heap) {
      return heap.values();
    }
    throw new IllegalArgumentException(
        "integers are needed where numbers were given: make the tensor by Engine.integers");
  }

  @Override
  public long length() {
    return values.length;
  }
}
