package org.sparkddpm.kernels;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The floats of a dense array in c order, whether it has memory of its own or is a window. */
final class OffHeap {

  private final FloatPointer pointer;
  private final long length;

  private OffHeap(FloatPointer pointer, long length) {
    this.pointer = pointer;
    this.length = length;
  }

  static OffHeap of(INDArray array, long expectedLength) {
    if (array.dataType() != DataType.FLOAT || !dense(array)) {
      throw new IllegalArgumentException(
          "the CPU kernels need dense FLOAT arrays in c order, not "
              + array.dataType()
              + " of shape "
              + Arrays.toString(array.shape())
              + " and strides "
              + Arrays.toString(array.stride())
              + "; pass dup('c') of it or use Kernels.reference()");
    }
    if (array.length() != expectedLength) {
      throw new IllegalArgumentException(
          "an array of "
              + expectedLength
              + " floats is needed where shape "
              + Arrays.toString(array.shape())
              + " was given; check the shapes that Kernels names for this method");
    }
    return new OffHeap(new Held(array.data().addressPointer(), array), array.length());
  }

  /** Zeros outside the heap, freed with the object. */
  static OffHeap allocate(long length) {
    FloatPointer zeros = new FloatPointer(length);
    Pointer.memset(zeros, 0, length * Float.BYTES);
    return new OffHeap(zeros, length);
  }

  /** Itself if it is long enough, or new memory. */
  OffHeap grown(long needed) {
    return length >= needed ? this : allocate(needed);
  }

  void read(long from, float[] to, int count) {
    at(from, count).get(to, 0, count);
  }

  void write(float[] from, long to, int count) {
    at(to, count).put(from, 0, count);
  }

  /**
   * The pointer, moved to an element from which {@code span} floats are used; valid until the next
   * call.
   */
  FloatPointer at(long element, long span) {
    if (element < 0 || element + span > length) {
      throw new IndexOutOfBoundsException(
          "floats " + element + " to " + (element + span) + " of " + length);
    }
    return pointer.position(element);
  }

  /** The pointer to the first element; valid until the next call. */
  FloatPointer start() {
    return pointer.position(0);
  }

  private static boolean dense(INDArray array) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }

  /** Keeps the array from being freed while native code reads its memory. */
  private static final class Held extends FloatPointer {
    @SuppressWarnings("UnusedVariable")
    private final INDArray array;

    Held(Pointer pointer, INDArray array) {
      super(pointer);
      this.array = array;
    }
  }
}
