package org.sparkddpm.engine.cuda;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * An emulated driver that no other test shares, with a context and a stream: what a test breaks in
 * it stays broken for that test alone.
 */
final class PrivateDriver implements AutoCloseable {

  static final int SUCCESS = 0;

  private final NativeLibrary driver;
  private final NativeLibrary compiler;
  private final long context;
  private final long stream;

  /**
   * Loads and starts it.
   *
   * @param folder where the test may put a copy of the library
   * @param settings environment variables that the driver reads
   */
  PrivateDriver(Path folder, Map<String, String> settings) throws IOException {
    Path copy = Files.createTempDirectory(folder, "driver").resolve("libcuda.so.1");
    Files.copy(EmulatedDevice.folder().resolve("libcuda.so.1"), copy);
    driver = NativeLibrary.getInstance(copy.toString());
    compiler =
        NativeLibrary.getInstance(EmulatedDevice.folder().resolve("libnvrtc.so.13").toString());
    NativeLibrary process = NativeLibrary.getProcess();
    settings.forEach(
        (name, value) ->
            process.getFunction("setenv").invokeInt(new Object[] {name, value, /* overwrite */ 1}));
    succeed("cuInit", 0);
    settings
        .keySet()
        .forEach(name -> process.getFunction("unsetenv").invokeInt(new Object[] {name}));
    context = get("cuDevicePrimaryCtxRetain", 0);
    succeed("cuCtxSetCurrent", context);
    stream = get("cuStreamCreate", 1);
  }

  /** A driver without settings. */
  PrivateDriver(Path folder) throws IOException {
    this(folder, Map.of());
  }

  long context() {
    return context;
  }

  long stream() {
    return stream;
  }

  /** Calls a function of the driver and gives its result. */
  int call(String function, Object... arguments) {
    return driver.getFunction(function).invokeInt(arguments);
  }

  /** Calls a function of the driver that must succeed. */
  void succeed(String function, Object... arguments) {
    int result = call(function, arguments);
    if (result != SUCCESS) {
      throw new AssertionError(function + ": " + description(result));
    }
  }

  /** Calls a function of the driver that must succeed and gives a 64-bit value by its first. */
  long get(String function, Object... others) {
    LongByReference value = new LongByReference();
    Object[] arguments = new Object[1 + others.length];
    arguments[0] = value;
    System.arraycopy(others, 0, arguments, 1, others.length);
    succeed(function, arguments);
    return value.getValue();
  }

  String description(int result) {
    PointerByReference text = new PointerByReference();
    call("cuGetErrorString", result, text);
    return text.getValue().getString(0);
  }

  int synchronize() {
    return call("cuStreamSynchronize", stream);
  }

  long allocate(long bytes) {
    return get("cuMemAlloc_v2", bytes);
  }

  /** Device memory with these floats. */
  long upload(float... values) {
    long address = allocate(4L * values.length);
    Memory source = new Memory(4L * values.length);
    source.write(0, values, 0, values.length);
    succeed("cuMemcpyHtoDAsync_v2", address, source, source.size(), stream);
    return address;
  }

  /** So many bytes of the device's memory, after all that the stream has to do. */
  Memory download(long address, long bytes) {
    Memory copy = new Memory(bytes);
    succeed("cuMemcpyDtoHAsync_v2", copy, address, bytes, stream);
    succeed("cuStreamSynchronize", stream);
    return copy;
  }

  float[] floats(long address, int count) {
    return download(address, 4L * count).getFloatArray(0, count);
  }

  int[] ints(long address, int count) {
    return download(address, 4L * count).getIntArray(0, count);
  }

  long function(long module, String name) {
    return get("cuModuleGetFunction", module, name);
  }

  /** Launches in a row of blocks; arguments are Long (or an address), Integer or Float. */
  int launch(long function, int blocks, int threads, int shared, Object... arguments) {
    return launch(function, new int[] {blocks, 1, 1, threads, 1, 1}, shared, arguments);
  }

  /** Launches with the grid's and the block's three sizes. */
  int launch(long function, int[] sizes, int shared, Object... arguments) {
    Memory values = new Memory(8L * Math.max(1, arguments.length));
    Memory pointers = new Memory(8L * Math.max(1, arguments.length));
    for (int i = 0; i < arguments.length; i++) {
      Pointer place = values.share(8L * i);
      if (arguments[i] instanceof Long value) {
        place.setLong(0, value);
      } else if (arguments[i] instanceof Integer value) {
        place.setInt(0, value);
      } else {
        place.setFloat(0, (Float) arguments[i]);
      }
      pointers.setPointer(8L * i, place);
    }
    return call(
        "cuLaunchKernel",
        function,
        sizes[0],
        sizes[1],
        sizes[2],
        sizes[3],
        sizes[4],
        sizes[5],
        shared,
        stream,
        pointers,
        null);
  }

  /** Loads what {@link #compile} made. */
  long module(byte[] image) {
    return get("cuModuleLoadData", image);
  }

  /** The compiler's result and its log, or the image. */
  record Compilation(int result, String log, byte[] image) {}

  Compilation compile(String source, String... options) {
    LongByReference program = new LongByReference();
    compilerCall("nvrtcCreateProgram", program, source, "test.cu", 0, null, null);
    int result =
        compiler
            .getFunction("nvrtcCompileProgram")
            .invokeInt(new Object[] {program.getValue(), options.length, options});
    LongByReference size = new LongByReference();
    compilerCall("nvrtcGetProgramLogSize", program.getValue(), size);
    byte[] log = new byte[Math.toIntExact(size.getValue())];
    compilerCall("nvrtcGetProgramLog", program.getValue(), log);
    byte[] image = null;
    if (result == SUCCESS) {
      compilerCall("nvrtcGetCUBINSize", program.getValue(), size);
      image = new byte[Math.toIntExact(size.getValue())];
      compilerCall("nvrtcGetCUBIN", program.getValue(), image);
    }
    compilerCall("nvrtcDestroyProgram", program);
    return new Compilation(
        result, new String(log, 0, log.length - 1, StandardCharsets.UTF_8), image);
  }

  private void compilerCall(String function, Object... arguments) {
    int result = compiler.getFunction(function).invokeInt(arguments);
    if (result != SUCCESS) {
      throw new AssertionError(function + " gives " + result);
    }
  }

  /** Its library stays loaded: its threads live as long as the process. */
  @Override
  public void close() {
    call("cuDevicePrimaryCtxRelease_v2", 0);
  }
}
