package org.sparkddpm.engine.cuda;

import com.sun.jna.ptr.LongByReference;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.sparkddpm.engine.Buffer;
import org.sparkddpm.engine.OutOfDeviceMemoryException;
import org.sparkddpm.engine.Tensor;

/**
 * Makes a graph of a list of kernels, whose calls run twice for it: first as a rehearsal that
 * starts nothing, then while the driver captures what is started on a lane.
 */
final class Recorder {

  /** Captures the calls of this thread, and leaves other threads alone. */
  private static final int THREAD_LOCAL = 1;

  private final Context context;
  private final Driver driver;
  private final Holdings holdings;
  private final Lane lane;

  /** What the list that is being recorded uses; null while none is. */
  private Set<Buffer> buffers;

  private boolean rehearsing;

  /**
   * A recorder.
   *
   * @param lane that lists are started on
   */
  Recorder(Context context, Holdings holdings, Lane lane) {
    this.context = context;
    this.driver = context.driver();
    this.holdings = holdings;
    this.lane = lane;
  }

  /** Whether a list is being recorded. */
  boolean recording() {
    return buffers != null;
  }

  /** Whether kernels must not be started, since their list is only rehearsed. */
  boolean rehearsing() {
    return rehearsing;
  }

  /** Keeps the memory of tensors among a kernel's values for as long as its recording is there. */
  void used(Object... values) {
    if (buffers == null) {
      return;
    }
    for (Object value : values) {
      if (value instanceof Tensor tensor) {
        buffers.add(tensor.buffer());
      }
    }
  }

  /**
   * Makes one graph of the calls' kernels.
   *
   * @param device that the recording is to run on, whose kernels the calls start
   * @throws OutOfDeviceMemoryException if the card has not the memory for a graph, also after
   *     unreachable memory was freed
   */
  Recording record(Runnable calls, Device device) {
    Holdings.reclaim();
    Set<Buffer> used = Collections.newSetFromMap(new IdentityHashMap<>());
    buffers = used;
    long graph;
    try {
      rehearse(calls);
      graph = capture(calls);
    } finally {
      buffers = null;
    }
    long executable;
    try {
      executable = instantiate(graph);
    } catch (RuntimeException | Error e) {
      driver.cuGraphDestroy(graph);
      throw e;
    }
    context.check(driver.cuGraphDestroy(graph), "cuGraphDestroy");
    return new Recording(device, holdings, driver, executable, used);
  }

  private long instantiate(long graph) {
    LongByReference executable = new LongByReference();
    int[] result = new int[1];
    BooleanSupplier instantiated =
        () -> {
          context.enter();
          result[0] = driver.cuGraphInstantiateWithFlags(executable, graph, 0);
          return result[0] != DriverError.OUT_OF_MEMORY;
        };
    if (!instantiated.getAsBoolean()) {
      Holdings.reclaimUntil(instantiated);
    }
    context.check(result[0], "cuGraphInstantiateWithFlags");
    return executable.getValue();
  }

  /**
   * Has kernels loaded and scratch memory grown, which a driver need not do during a capture; so
   * one chunk of scratch serves all kernels of a recording.
   */
  private void rehearse(Runnable calls) {
    rehearsing = true;
    try {
      calls.run();
    } finally {
      rehearsing = false;
    }
  }

  private long capture(Runnable calls) {
    context.enter();
    context.check(
        driver.cuStreamBeginCapture_v2(lane.stream(), THREAD_LOCAL), "cuStreamBeginCapture");
    LongByReference graph = new LongByReference();
    try {
      calls.run();
    } catch (RuntimeException | Error e) {
      if (endCapture(graph) == 0) {
        driver.cuGraphDestroy(graph.getValue());
      }
      throw e;
    }
    context.check(endCapture(graph), "cuStreamEndCapture");
    return graph.getValue();
  }

  private int endCapture(LongByReference graph) {
    context.enter();
    return driver.cuStreamEndCapture(lane.stream(), graph);
  }
}
