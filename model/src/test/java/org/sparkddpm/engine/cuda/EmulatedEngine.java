package org.sparkddpm.engine.cuda;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.sparkddpm.engine.Precision;

/** The engine on the emulated device; what is not there makes its caller's test be skipped. */
final class EmulatedEngine {

  private EmulatedEngine() {}

  /** An engine in fp32. */
  static CudaEngine create() {
    return create(Precision.FP32);
  }

  static CudaEngine create(Precision precision) {
    return create(installation(driver()), precision);
  }

  /** An engine on the first card of an installation. */
  static CudaEngine create(Installation installation, Precision precision) {
    return new CudaEngine(installation, installation.cards().get(0), compiler(), precision);
  }

  /** The driver that all tests share. */
  static Driver driver() {
    EmulatedDevice.assumeAvailable();
    return Driver.load(EmulatedDevice.folder().resolve(Driver.LIBRARY).toString());
  }

  /**
   * A driver of the caller's own.
   *
   * @param folder where a copy of the library may lie
   * @param settings environment variables that it reads when it starts
   */
  static Driver driver(Path folder, Map<String, String> settings) throws IOException {
    EmulatedDevice.assumeAvailable();
    Path copy = Files.createTempDirectory(folder, "driver").resolve(Driver.LIBRARY);
    Files.copy(EmulatedDevice.folder().resolve(Driver.LIBRARY), copy);
    NativeLibrary process = NativeLibrary.getProcess();
    Driver driver = Driver.load(copy.toString());
    settings.forEach(
        (name, value) ->
            process.getFunction("setenv").invokeInt(new Object[] {name, value, /* overwrite */ 1}));
    driver.cuInit(0);
    settings
        .keySet()
        .forEach(name -> process.getFunction("unsetenv").invokeInt(new Object[] {name}));
    return driver;
  }

  static Installation installation(Driver driver) {
    try {
      return Installation.find(() -> driver);
    } catch (Installation.MissingException e) {
      throw new AssertionError(e);
    }
  }

  /** Keeps what it compiles beside the emulated device's libraries, whose sources it depends on. */
  static KernelCompiler compiler() {
    EmulatedDevice.assumeAvailable();
    Path libraries = EmulatedDevice.folder();
    try {
      Path cache = Files.createDirectories(libraries.resolve("kernels"));
      return new KernelCompiler(
          Nvrtc.load(libraries.resolve(Nvrtc.LIBRARY).toString()), new KernelCache(cache));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
