package org.sparkddpm.engine.cpu;

import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;

/** A primitive of oneDNN with the arrays that it works on; made once, run many times. */
final class OneDnnCall {

  private final primitive computation;
  private final stream cpuStream;
  private final Map<Integer, memory> outside = new HashMap<>();
  private final Map<Integer, OffHeap> held = new HashMap<>();
  private final IntMemoryMap arguments = new IntMemoryMap();

  OneDnnCall(primitive computation, stream cpuStream) {
    this.computation = computation;
    this.cpuStream = cpuStream;
  }

  /** Gives the primitive memory of its own for an argument. */
  OneDnnCall with(int argument, memory own) {
    arguments.put(argument, own);
    return this;
  }

  /** Declares an argument whose place is named before each run. */
  OneDnnCall with(int argument, memory.desc layout) {
    memory place = OneDnn.unplaced(layout);
    outside.put(argument, place);
    return with(argument, place);
  }

  OneDnnCall at(int argument, OffHeap array) {
    outside.get(argument).set_data_handle(array.start());
    held.put(argument, array);
    return this;
  }

  void run() {
    try {
      computation.execute(cpuStream, arguments);
      cpuStream._wait();
    } finally {
      // Until here nothing must free the arrays, of which oneDNN knows the addresses alone.
      Reference.reachabilityFence(held);
      held.clear();
    }
  }
}
