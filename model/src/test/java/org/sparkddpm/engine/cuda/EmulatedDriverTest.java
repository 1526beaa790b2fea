package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The emulated device computes like a card and is no more lenient: memory, streams, programs. */
class EmulatedDriverTest {

  static final int INVALID_VALUE = 1;
  static final int OUT_OF_MEMORY = 2;
  static final int INVALID_IMAGE = 200;
  static final int INVALID_CONTEXT = 201;
  static final int NO_BINARY_FOR_GPU = 209;
  static final int INVALID_HANDLE = 400;
  static final int NOT_FOUND = 500;
  static final int ILLEGAL_ADDRESS = 700;
  static final int CAPTURE_UNSUPPORTED = 900;
  static final int CAPTURE_INVALIDATED = 901;

  private static final int CAPTURE_THREAD_LOCAL = 1;

  @TempDir static Path folder;
  private PrivateDriver driver;

  @BeforeAll
  static void needCompiler() {
    EmulatedDevice.assumeAvailable();
  }

  @BeforeEach
  void start() throws IOException {
    driver = new PrivateDriver(folder);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void threadsNeedAContext() {
    LongByReference address = new LongByReference();
    int elsewhere =
        CompletableFuture.supplyAsync(
                () -> driver.call("cuMemAlloc_v2", address, 16L), task -> new Thread(task).start())
            .join();
    assertThat(elsewhere).isEqualTo(INVALID_CONTEXT);
    assertThat(driver.call("cuCtxSetCurrent", 0x1000L)).isEqualTo(INVALID_CONTEXT);
    assertThat(driver.call("cuMemAlloc_v2", address, 16L)).isZero();
  }

  @Test
  void memoryHasALimit() throws IOException {
    try (PrivateDriver small =
        new PrivateDriver(folder, Map.of("SPARK_DDPM_EMULATED_MEMORY", "1000000"))) {
      long most = small.allocate(999_000);
      LongByReference address = new LongByReference();
      int result = small.call("cuMemAlloc_v2", address, 1_001L);
      assertThat(result).isEqualTo(OUT_OF_MEMORY);
      assertThat(small.description(result)).contains("1001 bytes asked for, 999000 of 1000000");
      LongByReference free = new LongByReference();
      LongByReference total = new LongByReference();
      small.succeed("cuMemGetInfo_v2", free, total);
      assertThat(free.getValue()).isEqualTo(1_000);
      assertThat(total.getValue()).isEqualTo(1_000_000);
      small.succeed("cuMemFree_v2", most);
      small.allocate(1_000_000);
    }
  }

  @Test
  void unknownHandlesAreRefused() {
    assertThat(driver.call("cuStreamSynchronize", 0x1000L)).isEqualTo(INVALID_HANDLE);
    assertThat(driver.call("cuModuleUnload", 0x1000L)).isEqualTo(INVALID_HANDLE);
    assertThat(driver.call("cuGraphLaunch", 0x1000L, driver.stream())).isEqualTo(INVALID_HANDLE);
    assertThat(driver.call("cuMemFree_v2", 0x1000L)).isEqualTo(INVALID_VALUE);
  }

  @Test
  void copiesAndFillsStayInAllocations() {
    long memory = driver.allocate(100);
    Memory host = new Memory(104);
    assertThat(driver.call("cuMemcpyHtoDAsync_v2", memory, host, 104L, driver.stream()))
        .isEqualTo(INVALID_VALUE);
    assertThat(driver.call("cuMemcpyDtoHAsync_v2", host, memory + 4, 100L, driver.stream()))
        .isEqualTo(INVALID_VALUE);
    assertThat(driver.call("cuMemsetD32Async", memory, 0, 26L, driver.stream()))
        .isEqualTo(INVALID_VALUE);
    assertThat(
            driver.call("cuMemsetD32Async", memory, Float.floatToIntBits(2f), 25L, driver.stream()))
        .isZero();
    assertThat(driver.floats(memory, 25)).containsOnly(2f);
  }

  @Test
  void pinnedMemoryIsReadWhenTheCopyRuns() {
    PointerByReference reference = new PointerByReference();
    driver.succeed("cuMemHostAlloc", reference, 4L, 0);
    Pointer pinned = reference.getValue();
    Memory pageable = new Memory(4);
    long fromPinned = driver.allocate(4);
    long fromPageable = driver.allocate(4);
    pinned.setFloat(0, 1f);
    pageable.setFloat(0, 1f);
    driver.succeed("cuMemcpyHtoDAsync_v2", fromPinned, pinned, 4L, driver.stream());
    driver.succeed("cuMemcpyHtoDAsync_v2", fromPageable, pageable, 4L, driver.stream());
    pinned.setFloat(0, 2f);
    pageable.setFloat(0, 2f);
    assertThat(driver.floats(fromPinned, 1)).containsExactly(2f);
    assertThat(driver.floats(fromPageable, 1)).containsExactly(1f);
    driver.succeed("cuMemFreeHost", pinned);
  }

  @Test
  void graphsRepeatWhatWasCaptured() throws IOException {
    long add = driver.function(EmulatedDeviceTest.module(driver, 0), "add");
    int count = 10_000;
    float[] ones = new float[count];
    Arrays.fill(ones, 1f);
    long values = driver.upload(ones);
    long direct = driver.upload(ones);
    long replayed = driver.upload(ones);
    long copy = driver.allocate(4L * count);
    for (int i = 0; i < 3; i++) {
      assertThat(driver.launch(add, 7, 64, 0, direct, values, 0.5f, (long) count)).isZero();
    }
    driver.succeed("cuStreamBeginCapture_v2", driver.stream(), CAPTURE_THREAD_LOCAL);
    assertThat(driver.launch(add, 7, 64, 0, replayed, values, 0.5f, (long) count)).isZero();
    driver.succeed("cuMemcpyDtoDAsync_v2", copy, replayed, 4L * count, driver.stream());
    LongByReference graph = new LongByReference();
    driver.succeed("cuStreamEndCapture", driver.stream(), graph);
    long executable = driver.get("cuGraphInstantiateWithFlags", graph.getValue(), 0L);
    driver.succeed("cuGraphDestroy", graph.getValue());
    assertThat(driver.floats(replayed, count)).as("capturing runs nothing").isEqualTo(ones);
    for (int i = 0; i < 3; i++) {
      driver.succeed("cuGraphLaunch", executable, driver.stream());
    }
    float[] expected = driver.floats(direct, count);
    assertThat(expected).containsOnly(2.5f);
    assertThat(driver.floats(replayed, count)).isEqualTo(expected);
    assertThat(driver.floats(copy, count)).isEqualTo(expected);
    driver.succeed("cuGraphExecDestroy", executable);
  }

  @Test
  void capturesAreSpoiledByWhatCannotBeCaptured() {
    LongByReference out = new LongByReference();
    driver.succeed("cuStreamBeginCapture_v2", driver.stream(), CAPTURE_THREAD_LOCAL);
    assertThat(driver.call("cuMemAlloc_v2", out, 16L)).isEqualTo(CAPTURE_UNSUPPORTED);
    assertThat(driver.call("cuStreamEndCapture", driver.stream(), out))
        .isEqualTo(CAPTURE_INVALIDATED);
    driver.succeed("cuStreamBeginCapture_v2", driver.stream(), CAPTURE_THREAD_LOCAL);
    assertThat(driver.synchronize()).isEqualTo(CAPTURE_UNSUPPORTED);
    assertThat(driver.call("cuStreamEndCapture", driver.stream(), out))
        .isEqualTo(CAPTURE_INVALIDATED);
    assertThat(driver.synchronize()).isZero();
  }

  @Test
  void imagesMustFitTheDevice() throws IOException {
    byte[] newer = driver.compile(EmulatedDeviceTest.source(), "--gpu-architecture=sm_100").image();
    LongByReference module = new LongByReference();
    assertThat(driver.call("cuModuleLoadData", module, newer)).isEqualTo(NO_BINARY_FOR_GPU);
    byte[] portable =
        driver.compile(EmulatedDeviceTest.source(), "--gpu-architecture=compute_80").image();
    driver.succeed("cuModuleLoadData", module, portable);
    assertThat(driver.call("cuModuleLoadData", module, new byte[100])).isEqualTo(INVALID_IMAGE);
    long loaded = EmulatedDeviceTest.module(driver, 0);
    assertThat(driver.call("cuModuleGetFunction", new LongByReference(), loaded, "no_kernel"))
        .isEqualTo(NOT_FOUND);
    driver.succeed("cuModuleUnload", loaded);
    assertThat(driver.call("cuModuleGetFunction", new LongByReference(), loaded, "add"))
        .isEqualTo(INVALID_HANDLE);
  }

  @Test
  void compilerTellsWhatIsWrong() {
    int invalidOption = 5;
    int compilation = 6;
    PrivateDriver.Compilation wrong =
        driver.compile("extern \"C\" __global__ void k(int* p) {\n  *p = unknown;\n}\n");
    assertThat(wrong.result()).isEqualTo(compilation);
    assertThat(wrong.log()).contains("test.cu:2").contains("unknown");
    assertThat(driver.compile("", "--gpu-architecture=sm_50").result()).isEqualTo(invalidOption);
    assertThat(driver.compile("", "--unheard-of").result()).isEqualTo(invalidOption);
  }
}
