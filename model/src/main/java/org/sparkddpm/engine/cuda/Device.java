package org.sparkddpm.engine.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Consumer;
import org.sparkddpm.engine.OutOfDeviceMemoryException;
import org.sparkddpm.engine.Tensor;

/** A card at work for one engine: kernels, memory, copies, and recordings. */
final class Device implements Launcher, AutoCloseable {

  private static final int MOST_THREADS = 1024;

  private final Context context;
  private final Driver driver;
  private final Holdings holdings;
  private final Lanes lanes;
  private final KernelProgram program;
  private final Staging staging;
  private final Recorder recorder;
  private final KernelArguments arguments = new KernelArguments();

  /**
   * Takes a card.
   *
   * @param image the kernels, compiled for the card
   */
  Device(Driver driver, Card card, byte[] image) {
    this.driver = driver;
    context = Context.of(driver, card);
    holdings = new Holdings(context);
    try {
      context.enter();
      lanes = new Lanes(context, holdings);
      program = new KernelProgram(context, holdings, image);
      staging = new Staging(context, holdings, lanes.main());
      recorder = new Recorder(context, holdings, lanes.main());
    } catch (RuntimeException | Error e) {
      try {
        free();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  Card card() {
    return context.card();
  }

  /** Tells the driver that the calling thread speaks of this card. */
  void enter() {
    context.enter();
  }

  /**
   * New memory, all zero.
   *
   * @throws OutOfDeviceMemoryException if there is not enough, also after unreachable memory was
   *     freed
   */
  DeviceMemory zeros(long length, boolean integers) {
    requireNoList("memory for a tensor");
    Holdings.reclaim();
    DeviceMemory memory = take(length, integers);
    if (length > 0) {
      Tensor all = Tensor.of(memory, length);
      context.check(
          driver.cuMemsetD32Async(address(all), 0, length, lanes.main().stream()),
          "cuMemsetD32Async of " + length);
    }
    return memory;
  }

  private DeviceMemory take(long length, boolean integers) {
    long bytes = Math.max(1, Math.multiplyExact(length, (long) Float.BYTES));
    LongByReference address = new LongByReference();
    if (!allocated(address, bytes) && !Holdings.reclaimUntil(() -> allocated(address, bytes))) {
      LongByReference free = new LongByReference();
      LongByReference total = new LongByReference();
      enter();
      context.check(driver.cuMemGetInfo_v2(free, total), "cuMemGetInfo");
      throw new OutOfDeviceMemoryException(card().name(), bytes, free.getValue(), total.getValue());
    }
    return new DeviceMemory(context, holdings, address.getValue(), length, integers);
  }

  private boolean allocated(LongByReference address, long bytes) {
    enter();
    int result = driver.cuMemAlloc_v2(address, bytes);
    if (result == DriverError.OUT_OF_MEMORY) {
      return false;
    }
    context.check(result, "cuMemAlloc of " + bytes);
    return true;
  }

  @Override
  public void launch(String kernel, Grid grid, int threads, int shared, Object... values) {
    if (threads < WARP || threads > MOST_THREADS || threads % WARP != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "kernel %s was to start with %d threads in a block; take a multiple of %d up to %d",
              kernel,
              threads,
              WARP,
              MOST_THREADS));
    }
    enter();
    long function = program.kernel(kernel, shared);
    try {
      Pointer parameters = arguments.of(kernel, values, this::address);
      if (recorder.rehearsing()) {
        return;
      }
      context.check(
          driver.cuLaunchKernel(
              function,
              grid.x(),
              grid.y(),
              grid.z(),
              threads,
              1,
              1,
              shared,
              lanes.current().stream(),
              parameters,
              Pointer.NULL),
          "cuLaunchKernel of " + kernel);
    } finally {
      Reference.reachabilityFence(values);
    }
    recorder.used(values);
  }

  @Override
  public void beside(Runnable side, Runnable main) {
    lanes.beside(side, main, !recorder.rehearsing());
  }

  private long address(Tensor tensor) {
    return DeviceMemory.address(tensor, holdings);
  }

  @Override
  public Tensor scratch(long floats) {
    return lanes.current().scratch(floats, length -> take(length, false));
  }

  @Override
  public int multiprocessors() {
    return card().multiprocessors();
  }

  /**
   * Overwrites a tensor.
   *
   * @param integers what it must be of
   * @param fill see {@link Staging#upload}
   */
  void upload(Tensor to, boolean integers, Consumer<ByteBuffer> fill) {
    requireNoList("a copy to the card");
    requireKind(to, integers);
    enter();
    try {
      staging.upload(address(to), to.length() * Float.BYTES, fill);
    } finally {
      Reference.reachabilityFence(to);
    }
  }

  /**
   * Copies a tensor, and waits for what computes it.
   *
   * @param integers what it must be of
   * @param take see {@link Staging#download}
   */
  void download(Tensor from, boolean integers, Consumer<ByteBuffer> take) {
    requireNoList("a copy from the card");
    requireKind(from, integers);
    enter();
    try {
      staging.download(address(from), from.length() * Float.BYTES, take);
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  private void requireKind(Tensor tensor, boolean integers) {
    if (DeviceMemory.of(tensor, holdings).integers() != integers) {
      throw new IllegalArgumentException(
          integers
              ? "integers are needed where numbers were given: make the tensor by Engine.integers"
              : "numbers are needed where integers were given: make the tensor by Engine.floats");
    }
  }

  /**
   * Makes one graph of the calls' kernels.
   *
   * @throws OutOfDeviceMemoryException if the card has not the memory for a graph, also after
   *     unreachable memory was freed
   * @throws IllegalStateException if this is called while it records
   */
  Recording record(Runnable calls) {
    requireNoList("another recording");
    return recorder.record(calls, this);
  }

  /** Starts a recording's kernels. */
  void replay(long executable) {
    requireNoList("a recording's run");
    enter();
    context.check(driver.cuGraphLaunch(executable, lanes.main().stream()), "cuGraphLaunch");
  }

  private void requireNoList(String what) {
    if (recorder.recording() || lanes.forked()) {
      throw new IllegalStateException(
          String.format(
              "%s starts kernels and does nothing else, but asks for %s",
              recorder.recording() ? "a recorded list" : "one of two lists side by side", what));
    }
  }

  /** Waits for what was started, and frees all that it has on the card. */
  @Override
  public void close() {
    if (!context.closed()) {
      lanes.finish();
      free();
    }
  }

  private void free() {
    try {
      holdings.close();
    } finally {
      context.close();
    }
  }
}
