package org.sparkddpm.jobs.train;

import java.io.Serializable;
import org.sparkddpm.engine.natives.NativeMemory;

/**
 * Memory of a process, in bytes: what must stay flat over a run.
 *
 * @param resident physical memory of the whole process
 * @param javacpp what JavaCPP counts as its own outside the heap: all tensors of engine cpu, none
 *     of engine nd4j
 */
record MemoryUse(long resident, long javacpp) implements Serializable {

  static MemoryUse now() {
    return new MemoryUse(NativeMemory.resident(), NativeMemory.counted());
  }

  /** The larger of each figure. */
  MemoryUse max(MemoryUse other) {
    return new MemoryUse(Math.max(resident, other.resident), Math.max(javacpp, other.javacpp));
  }
}
