package org.sparkddpm.engine;

/**
 * Integers on the heap, for engines of the host's memory.
 *
 * @param values the memory itself
 */
public record HeapIntegers(int[] values) implements Buffer {

  /** New integers of a shape, all zero. */
  public static Tensor zeros(long... shape) {
    long length = 1;
    for (long size : shape) {
      length = Math.multiplyExact(length, size);
    }
    return Tensor.of(new HeapIntegers(new int[Math.toIntExact(length)]), shape);
  }

  /** The element of a tensor of such integers. */
  public static int at(Tensor integers, long element) {
    return of(integers)[Math.toIntExact(integers.offset() + element)];
  }

  /** Changes an element of a tensor of such integers. */
  public static void set(Tensor integers, long element, int value) {
    of(integers)[Math.toIntExact(integers.offset() + element)] = value;
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
