package org.sparkddpm.jobs.train;

import java.io.Serializable;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory of a process, in bytes: what must stay flat over a run.
 *
 * @param resident physical memory of the whole process
 * @param tensors what JavaCPP holds outside the heap and knows of
 */
record MemoryUse(long resident, long tensors) implements Serializable {

  static MemoryUse now() {
    return new MemoryUse(Pointer.physicalBytes(), Pointer.totalBytes());
  }

  /** The larger of each figure. */
  MemoryUse max(MemoryUse other) {
    return new MemoryUse(Math.max(resident, other.resident), Math.max(tensors, other.tensors));
  }
}
