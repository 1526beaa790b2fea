package org.sparkddpm.engine.cuda;

import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The compiled kernels on a card. */
final class KernelProgram {

  private static final int NOT_FOUND = 500;
  private static final int SHARED_SIZE_BYTES = 1;
  private static final int MAX_DYNAMIC_SHARED_SIZE_BYTES = 8;

  /** Shared memory that a kernel may have unasked, its own arrays of fixed size among it. */
  private static final int SHARED_UNASKED = 48 << 10;

  private final Context context;
  private final long module;
  private final Map<String, Function> functions = new HashMap<>();

  /** One kernel; how much dynamic shared memory it may have is raised when more is needed. */
  private static final class Function {
    final long handle;
    final int fixed;
    int shared;

    /** {@code fixed}: bytes of shared memory that it has besides the dynamic. */
    Function(long handle, int fixed) {
      this.handle = handle;
      this.fixed = fixed;
      this.shared = SHARED_UNASKED - fixed;
    }
  }

  /**
   * Loads the kernels, which the holdings unload.
   *
   * @param image what {@link KernelCompiler} made
   */
  KernelProgram(Context context, Holdings holdings, byte[] image) {
    this.context = context;
    Driver driver = context.driver();
    LongByReference loaded = new LongByReference();
    context.check(driver.cuModuleLoadData(loaded, image), "cuModuleLoadData");
    long handle = loaded.getValue();
    module = handle;
    holdings.hold(this, "cuModuleUnload", () -> driver.cuModuleUnload(handle));
  }

  /**
   * The handle of a kernel that may be started with so much dynamic shared memory.
   *
   * @param shared bytes
   * @throws IllegalArgumentException if there is no such kernel, or the card has less shared memory
   */
  long kernel(String name, int shared) {
    Function function = functions.computeIfAbsent(name, this::find);
    if (shared > function.shared) {
      int most = context.card().sharedMemory() - function.fixed;
      if (shared > most) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "kernel %s was to start with %d bytes of shared memory, but %s has %d for a block"
                    + " beside the kernel's own %d",
                name,
                shared,
                context.card().name(),
                most,
                function.fixed));
      }
      context.check(
          context
              .driver()
              .cuFuncSetAttribute(function.handle, MAX_DYNAMIC_SHARED_SIZE_BYTES, shared),
          "cuFuncSetAttribute of " + name);
      function.shared = shared;
    }
    return function.handle;
  }

  private Function find(String name) {
    LongByReference handle = new LongByReference();
    int result = context.driver().cuModuleGetFunction(handle, module, name);
    if (result == NOT_FOUND) {
      throw new IllegalArgumentException("there is no kernel " + name + " in the program");
    }
    context.check(result, "cuModuleGetFunction of " + name);
    // Otherwise a driver that loads kernels lazily does so at their first start, which waits for
    // all that the card does and may be within a capture.
    context.check(context.driver().cuFuncLoad(handle.getValue()), "cuFuncLoad of " + name);
    IntByReference fixed = new IntByReference();
    context.check(
        context.driver().cuFuncGetAttribute(fixed, SHARED_SIZE_BYTES, handle.getValue()),
        "cuFuncGetAttribute of " + name);
    return new Function(handle.getValue(), fixed.getValue());
  }
}
