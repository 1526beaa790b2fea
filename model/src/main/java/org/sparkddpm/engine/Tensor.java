package org.sparkddpm.engine;

import java.util.Arrays;

/**
 * A dense array in c order: a window of a buffer with a shape. Tensors share memory with those they
 * were made from; nothing is copied by making one. Elements are numbers of the engine's
 * floating-point type, or 32-bit integers where {@link Engine#integers} made it.
 */
public final class Tensor {

  private final Buffer buffer;
  private final long offset;
  private final long[] shape;
  private final long length;

  private Tensor(Buffer buffer, long offset, long[] shape) {
    this.buffer = buffer;
    this.offset = offset;
    this.shape = shape;
    this.length = length(shape);
    if (offset < 0 || offset + length > buffer.length()) {
      throw new IndexOutOfBoundsException(
          "a tensor "
              + Arrays.toString(shape)
              + " from element "
              + offset
              + " on does not fit into "
              + buffer.length()
              + " elements");
    }
  }

  /**
   * The first elements of a buffer; for engines, which make the buffers.
   *
   * @param shape sizes of at least 0, at least one of them
   * @throws IndexOutOfBoundsException if the buffer is shorter
   */
  public static Tensor of(Buffer buffer, long... shape) {
    return new Tensor(buffer, 0, checked(shape));
  }

  /** The memory it lies in; for the engine that made it. */
  public Buffer buffer() {
    return buffer;
  }

  /** Elements of the buffer before its first. */
  public long offset() {
    return offset;
  }

  /** A copy of the sizes, the slowest axis first. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of axes. */
  public int rank() {
    return shape.length;
  }

  /**
   * The size of an axis.
   *
   * @param axis from 0, or from -1 for the last backwards
   */
  public long size(int axis) {
    return shape[axis < 0 ? shape.length + axis : axis];
  }

  /** Number of elements. */
  public long length() {
    return length;
  }

  /** Number of rows where the last axis is a row. */
  public long rows() {
    return length / size(-1);
  }

  /**
   * The same elements in another shape.
   *
   * @throws IllegalArgumentException if that has another number of elements
   */
  public Tensor reshape(long... other) {
    if (length(other) != length) {
      throw new IllegalArgumentException(
          Arrays.toString(shape) + " cannot be seen as " + Arrays.toString(other));
    }
    return new Tensor(buffer, offset, checked(other));
  }

  /**
   * A part without gaps.
   *
   * @param first element of this tensor that is the part's first
   * @throws IndexOutOfBoundsException if the part does not lie within this tensor
   */
  public Tensor part(long first, long... partShape) {
    if (first < 0 || first + length(partShape) > length) {
      throw new IndexOutOfBoundsException(
          "a part "
              + Arrays.toString(partShape)
              + " from element "
              + first
              + " on does not fit into "
              + Arrays.toString(shape));
    }
    return new Tensor(buffer, offset + first, checked(partShape));
  }

  private static long[] checked(long[] shape) {
    if (shape.length == 0 || Arrays.stream(shape).anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException(
          "a tensor needs at least one axis, of sizes from 0 on, not " + Arrays.toString(shape));
    }
    return shape.clone();
  }

  /**
   * Number of elements of a shape.
   *
   * @throws ArithmeticException if no long can hold it
   */
  public static long length(long... shape) {
    long product = 1;
    for (long size : shape) {
      product = Math.multiplyExact(product, size);
    }
    return product;
  }

  @Override
  public String toString() {
    return "tensor " + Arrays.toString(shape);
  }
}
