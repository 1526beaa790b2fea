package org.sparkddpm.engine.cuda;

import com.sun.jna.ptr.LongByReference;
import java.util.function.LongFunction;
import org.sparkddpm.engine.Tensor;

/**
 * Kernels of a card that run one after the other, and the scratch memory that they take turns with.
 */
final class Lane {

  private static final int NON_BLOCKING = 1;
  private static final int DISABLE_TIMING = 2;

  private static final long SCRATCH_STEP = 1 << 18;

  private final Context context;
  private final long stream;
  private final long reached;

  private Tensor scratch;

  /** Takes a stream and an event, which the holdings free. */
  Lane(Context context, Holdings holdings) {
    this.context = context;
    Driver driver = context.driver();
    LongByReference made = new LongByReference();
    context.check(driver.cuStreamCreate(made, NON_BLOCKING), "cuStreamCreate");
    long handle = made.getValue();
    stream = handle;
    holdings.hold(this, "cuStreamDestroy", () -> driver.cuStreamDestroy_v2(handle));
    context.check(driver.cuEventCreate(made, DISABLE_TIMING), "cuEventCreate");
    long event = made.getValue();
    reached = event;
    holdings.hold(this, "cuEventDestroy", () -> driver.cuEventDestroy_v2(event));
  }

  long stream() {
    return stream;
  }

  /** What is started here from now on waits for what the other was given until now. */
  void follow(Lane other) {
    context.enter();
    Driver driver = context.driver();
    context.check(driver.cuEventRecord(other.reached, other.stream), "cuEventRecord");
    context.check(driver.cuStreamWaitEvent(stream, other.reached, 0), "cuStreamWaitEvent");
  }

  /** Waits for everything that was started; what failed meanwhile is reported here. */
  void synchronize() {
    context.enter();
    context.check(
        context.driver().cuStreamSynchronize(stream), "cuStreamSynchronize after the kernels");
  }

  /**
   * The first floats of one chunk, which grows where it is too small.
   *
   * @param memory takes memory of so many floats
   */
  Tensor scratch(long floats, LongFunction<DeviceMemory> memory) {
    if (scratch == null || floats > scratch.length()) {
      long length = Math.multiplyExact((floats - 1) / SCRATCH_STEP + 1, SCRATCH_STEP);
      // Recordings keep the old chunk if they use it; otherwise it makes room for the new one.
      scratch = null;
      scratch = Tensor.of(memory.apply(length), length);
    }
    return scratch.part(0, floats);
  }
}
