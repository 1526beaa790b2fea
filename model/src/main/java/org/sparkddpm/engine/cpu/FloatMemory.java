package org.sparkddpm.engine.cpu;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.sparkddpm.engine.Buffer;

/** Floats outside the heap, on the boundary of a cache line, freed with the object. */
final class FloatMemory implements Buffer {

  private static final int LINE = 64;

  private final FloatPointer pointer;
  private final long first;
  private final long length;

  private FloatMemory(FloatPointer pointer, long first, long length) {
    this.pointer = pointer;
    this.first = first;
    this.length = length;
  }

  /** New memory, all zero. */
  static FloatMemory zeros(long length) {
    FloatPointer pointer = new FloatPointer(length + LINE / Float.BYTES);
    Pointer.memset(pointer, 0, pointer.capacity() * Float.BYTES);
    long beyond = pointer.address() % LINE;
    return new FloatMemory(pointer, beyond == 0 ? 0 : (LINE - beyond) / Float.BYTES, length);
  }

  /**
   * A pointer of the caller's own that begins at an element; keeps this memory from being freed.
   * Its position is 0: a function that takes memory of any type would count it in bytes.
   */
  FloatPointer at(long element) {
    return new Held(this, first + element);
  }

  @Override
  public long length() {
    return length;
  }

  private static final class Held extends FloatPointer {
    @SuppressWarnings("UnusedVariable")
    private final FloatMemory memory;

    Held(FloatMemory memory, long element) {
      super(memory.pointer);
      offsetAddress(element);
      this.memory = memory;
    }
  }
}
