package org.sparkddpm.jobs.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A named float32 tensor: a row-major view of a slice of an array.
 *
 * <p>The array is neither copied nor locked: many tensors may share one flat array of parameters.
 * Whoever creates a tensor must leave the slice unchanged for as long as the tensor is in use, and
 * whoever reads one must not write into {@link #array()}.
 */
public final class Tensor {

  /** A name that safetensors keeps for itself, so that no tensor may have it. */
  static final String RESERVED_NAME = "__metadata__";

  private final String name;
  private final float[] array;
  private final int offset;
  private final int size;
  private final List<Long> shape;

  private Tensor(String name, float[] array, int offset, long[] shape) {
    this.name = checkedName(name);
    this.shape = Arrays.stream(shape).boxed().toList();
    this.array = Objects.requireNonNull(array, "array");
    this.offset = offset;
    long count = elements(name, this.shape);
    if (offset < 0 || count > (long) array.length - offset) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tensor '%s' of shape %s needs %d values from offset %d, but its array has %d values;"
                  + " give a slice that lies inside the array",
              name,
              this.shape,
              count,
              offset,
              array.length));
    }
    this.size = (int) count;
  }

  /**
   * A tensor over a whole array.
   *
   * @param name any text but {@code __metadata__}, which the safetensors format reserves
   * @param values all values, row-major; not copied
   * @param shape the lengths of the dimensions, each at least 0; none of them means a scalar
   * @throws IllegalArgumentException if the shape's product is not the number of values
   */
  public static Tensor of(String name, float[] values, long... shape) {
    Tensor tensor = new Tensor(name, values, 0, shape);
    if (tensor.size != values.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tensor '%s' of shape %s holds %d values, but %d were given; use slice for a part",
              name,
              tensor.shape,
              tensor.size,
              values.length));
    }
    return tensor;
  }

  /**
   * A tensor over a part of an array.
   *
   * @param name any text but {@code __metadata__}, which the safetensors format reserves
   * @param array an array that holds the values, row-major; not copied
   * @param offset the index of the first value
   * @param shape the lengths of the dimensions, each at least 0; none of them means a scalar
   * @throws IllegalArgumentException if the slice does not lie inside the array
   */
  public static Tensor slice(String name, float[] array, int offset, long... shape) {
    return new Tensor(name, array, offset, shape);
  }

  /** The name, unique within a file. */
  public String name() {
    return name;
  }

  /** The lengths of the dimensions; empty for a scalar. */
  public List<Long> shape() {
    return shape;
  }

  /** The number of values: the product of the shape, 1 for a scalar. */
  public int size() {
    return size;
  }

  /** The array behind this tensor, possibly shared with others: read only. */
  public float[] array() {
    return array;
  }

  /** The index of the first value in {@link #array()}. */
  public int offset() {
    return offset;
  }

  /** A copy of the values, row-major. */
  public float[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + size);
  }

  /** Copies all values, row-major, into an array from an index on. */
  public void copyTo(float[] target, int targetOffset) {
    System.arraycopy(array, offset, target, targetOffset, size);
  }

  /** Whether the other is a tensor of the same name, shape and bits. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && name.equals(that.name)
        && shape.equals(that.shape)
        && sameBits(that);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + shape.hashCode();
  }

  @Override
  public String toString() {
    return "Tensor[" + name + " " + shape + "]";
  }

  private boolean sameBits(Tensor that) {
    for (int i = 0; i < size; i++) {
      if (Float.floatToRawIntBits(array[offset + i])
          != Float.floatToRawIntBits(that.array[that.offset + i])) {
        return false;
      }
    }
    return true;
  }

  /** The product of a shape; refuses negative lengths and products beyond a long. */
  static long elements(String name, List<Long> shape) {
    long count = 1;
    for (long length : shape) {
      if (length < 0) {
        throw new IllegalArgumentException(
            "tensor '%s' has shape %s; every dimension must be 0 or more".formatted(name, shape));
      }
      try {
        count = Math.multiplyExact(count, length);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "tensor '%s' has shape %s, more values than can be counted; give a smaller shape"
                .formatted(name, shape),
            e);
      }
    }
    return count;
  }

  static String checkedName(String name) {
    Objects.requireNonNull(name, "name");
    if (name.equals(RESERVED_NAME)) {
      throw new IllegalArgumentException(
          "no tensor may be called '%s': safetensors reserves it; choose another name"
              .formatted(name));
    }
    return checkedText(name);
  }

  /** Refuses text with half of a surrogate pair, which UTF-8 cannot express. */
  static String checkedText(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "'%s' is not valid Unicode text; give one without single surrogates".formatted(text));
    }
    return text;
  }
}
