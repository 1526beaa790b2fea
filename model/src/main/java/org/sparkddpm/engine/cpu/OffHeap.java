package org.sparkddpm.engine.cpu;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.sparkddpm.engine.Tensor;

/** The floats of a tensor, or of scratch memory, as native code and copies to the heap see them. */
final class OffHeap {

  private final FloatPointer pointer;
  private final long length;

  private OffHeap(FloatPointer pointer, long length) {
    this.pointer = pointer;
    this.length = length;
  }

  /** All floats of a tensor. */
  static OffHeap of(Tensor tensor) {
    if (tensor.buffer() instanceof FloatMemory memory) {
      return new OffHeap(memory.at(tensor.offset()), tensor.length());
    }
    throw new IllegalArgumentException(
        "a tensor of floats of this engine is needed, not one of "
            + tensor.buffer().getClass().getSimpleName()
            + "; make it by floats() of the engine that computes with it");
  }

  /** All floats of a tensor that must have so many. */
  static OffHeap of(Tensor tensor, long expectedLength) {
    if (tensor.length() != expectedLength) {
      throw new IllegalArgumentException(
          "a tensor of "
              + expectedLength
              + " floats is needed where shape "
              + Arrays.toString(tensor.shape())
              + " was given; check the shapes that Kernels names for this method");
    }
    return of(tensor);
  }

  /** Zeros, freed with the object. */
  static OffHeap allocate(long length) {
    return new OffHeap(FloatMemory.zeros(length).at(0), length);
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

  long length() {
    return length;
  }

  /** Tells this place of the memory from others. */
  long address() {
    return pointer.address();
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
}
