package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The emulated device computes like a card and is no more lenient: kernels. */
class EmulatedDeviceTest {

  static final int INVALID_VALUE = 1;
  static final int LAUNCH_FAILED = 719;

  @TempDir static Path folder;
  private PrivateDriver driver;
  private long module;

  @BeforeAll
  static void needCompiler() {
    EmulatedDevice.assumeAvailable();
  }

  @BeforeEach
  void start() throws IOException {
    driver = new PrivateDriver(folder);
    module = module(driver, 0);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  /** The test kernels, for products in a precision from 0 to 2. */
  static long module(PrivateDriver driver, int precision) throws IOException {
    PrivateDriver.Compilation compilation =
        driver.compile(source(), "--gpu-architecture=sm_90", "-DPRECISION=" + precision);
    assertThat(compilation.result()).as(compilation.log()).isZero();
    return driver.module(compilation.image());
  }

  static String source() throws IOException {
    return text("common.cuh") + text("emulated-kernels.cu");
  }

  private static String text(String resource) throws IOException {
    try (InputStream file = EmulatedDeviceTest.class.getResourceAsStream(resource)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private int launch(String kernel, int blocks, int threads, int shared, Object... arguments) {
    return driver.launch(driver.function(module, kernel), blocks, threads, shared, arguments);
  }

  @Test
  void sumsOverBlocks() {
    int rows = 300;
    int length = 1000;
    float[] values = new float[rows * length];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / length + i % 10;
    }
    long from = driver.upload(values);
    long to = driver.allocate(4L * rows);
    assertThat(launch("row_sums", rows, 256, 0, from, to, length)).isZero();
    float[] sums = driver.floats(to, rows);
    for (int row = 0; row < rows; row++) {
      assertThat(sums[row]).isEqualTo(length * (row + 4.5f));
    }
  }

  @Test
  void gridsAndBlocksHaveThreeAxes() {
    int[] sizes = {2, 3, 4, 5, 3, 4};
    int threads = 5 * 3 * 4;
    long out = driver.allocate(4L * 24 * threads);
    assertThat(driver.launch(driver.function(module, "places"), sizes, 0, out)).isZero();
    int[] places = driver.ints(out, 24 * threads);
    for (int i = 0; i < places.length; i++) {
      int t = i % threads;
      int b = i / threads;
      int place = t % 5 + 10 * (t / 5 % 3) + 100 * (t / 15);
      assertThat(places[i])
          .isEqualTo(place + 1000 * (b % 2) + 10_000 * (b / 2 % 3) + 100_000 * (b / 6));
    }
  }

  @Test
  void shufflesCarryLongs() {
    long out = driver.allocate(8L * 384);
    assertThat(launch("shuffle_longs", 1, 64, 0, out)).isZero();
    long[] shuffled = driver.download(out, 8L * 384).getLongArray(0, 384);
    for (int i = 0; i < shuffled.length; i++) {
      assertThat(shuffled[i]).as("place %d", i).isEqualTo(1_000_000_000_000L + source(i));
    }
  }

  @Test
  void shufflesCarryFloats() {
    long out = driver.allocate(4L * 384);
    assertThat(launch("shuffle_floats", 1, 64, 0, out)).isZero();
    float[] shuffled = driver.floats(out, 384);
    for (int i = 0; i < shuffled.length; i++) {
      assertThat(shuffled[i]).as("place %d", i).isEqualTo(0.5f + source(i));
    }
  }

  /** Which of 64 threads' values the shuffles of shuffle_all put at a place. */
  private static int source(int place) {
    int me = place % 64;
    int lane = me % 32;
    int warp = me - lane;
    return switch (place / 64) {
      case 0 -> me ^ 5;
      case 1 -> lane + 3 < 32 ? me + 3 : me;
      case 2 -> lane >= 2 ? me - 2 : me;
      case 3 -> warp + 7;
      case 4 -> me ^ 1;
      default -> lane % 8 + 3 < 8 ? me + 3 : me;
    };
  }

  @Test
  void partsOfWarpsShuffleApart() {
    long out = driver.allocate(4L * 64);
    assertThat(launch("shuffle_halves", 1, 64, 0, out)).isZero();
    assertThat(driver.ints(out, 64))
        .containsExactly(IntStream.range(0, 64).map(i -> i ^ 16 ^ 1).toArray());
  }

  @Test
  void votes() {
    long out = driver.allocate(4L * 96);
    assertThat(launch("votes", 1, 32, 0, out)).isZero();
    int[] votes = driver.ints(out, 96);
    assertThat(IntStream.of(votes).limit(32)).containsOnly(0b01001001001001001001001001001001);
    assertThat(IntStream.of(votes).skip(32).limit(32)).containsOnly(1);
    assertThat(IntStream.of(votes).skip(64)).containsOnly(0);
  }

  @Test
  void sharedMemoryIsTheBlocksAndBeginsWithoutNumbers() {
    int[] numbers = IntStream.range(0, 1024).toArray();
    long memory = driver.allocate(4L * 3072);
    Memory source = new Memory(4L * numbers.length);
    source.write(0, numbers, 0, numbers.length);
    driver.succeed("cuMemcpyHtoDAsync_v2", memory, source, source.size(), driver.stream());
    for (int i = 0; i < 2; i++) {
      assertThat(launch("reverse", 1, 1024, 4096, memory, 1024)).isZero();
      int[] all = driver.ints(memory, 3072);
      int[] expected = i == 0 ? IntStream.range(0, 1024).map(n -> 1023 - n).toArray() : numbers;
      assertThat(IntStream.of(all).limit(1024)).containsExactly(boxed(expected));
      assertThat(IntStream.of(all).skip(1024))
          .as("shared memory before it was written")
          .allMatch(bits -> Float.isNaN(Float.intBitsToFloat(bits)));
    }
  }

  private static Integer[] boxed(int[] values) {
    return IntStream.of(values).boxed().toArray(Integer[]::new);
  }

  @Test
  void deviceMemoryBeginsWithoutNumbers() {
    long memory = driver.allocate(4L * 1000);
    for (float value : driver.floats(memory, 1000)) {
      assertThat(value).isNaN();
    }
  }

  @Test
  void barriersMustBeReachedByAllThreads() {
    assertThat(launch("barrier_for_some", 3, 64, 0)).isZero();
    fails("barrier_for_some", "40 threads", "__syncthreads", "24 never reach");
  }

  @Test
  void threadsMustNotWaitForEachOther() {
    assertThat(launch("barrier_or_shuffle", 1, 64, 0, driver.allocate(256))).isZero();
    fails("barrier_or_shuffle", "32 threads", "__syncthreads", "__shfl_xor_sync");
  }

  @Test
  void lanesOfOneMaskMustCallTheSame() {
    assertThat(launch("unlike_shuffles", 1, 32, 0, driver.allocate(128))).isZero();
    fails("unlike_shuffles", "lane 1", "__shfl_down_sync", "__shfl_xor_sync");
  }

  @Test
  void shufflesMustStayInTheirMask() {
    assertThat(launch("shuffle_of_missing", 1, 32, 0, driver.allocate(128))).isZero();
    fails("shuffle_of_missing", "lane 0 reads from lane 16", "0000ffff");
  }

  @Test
  void stacksHaveAnEnd() {
    assertThat(launch("deep_stack", 1, 32, 0, driver.allocate(128))).isZero();
    fails("deep_stack", "stack");
  }

  /**
   * The launch is told of when the stream is waited for, and nothing works in the context after.
   */
  private void fails(String kernel, String... reasons) {
    int result = driver.synchronize();
    assertThat(result).isEqualTo(LAUNCH_FAILED);
    assertThat(driver.description(result)).contains("kernel " + kernel).contains(reasons);
    assertThat(driver.call("cuMemFree_v2", 0L)).isEqualTo(LAUNCH_FAILED);
  }

  @Test
  void launchesBeyondTheLimitsAreRefused() {
    long row_sums = driver.function(module, "row_sums");
    long add = driver.function(module, "add");
    long reverse = driver.function(module, "reverse");
    long memory = driver.allocate(4096);
    assertThat(driver.launch(row_sums, 1, 1025, 0, memory, memory, 1)).isEqualTo(INVALID_VALUE);
    assertThat(driver.launch(row_sums, 0, 32, 0, memory, memory, 1)).isEqualTo(INVALID_VALUE);
    assertThat(driver.launch(row_sums, new int[] {1, 65_536, 1, 32, 1, 1}, 0, memory, memory, 1))
        .isEqualTo(INVALID_VALUE);
    assertThat(driver.launch(add, 1, 65, 0, memory, memory, 1f, 1L))
        .as("launch bounds")
        .isEqualTo(INVALID_VALUE);
    assertThat(driver.launch(reverse, 1, 32, 48 * 1024 + 4, memory, 32)).isEqualTo(INVALID_VALUE);
    int opted = 8;
    driver.succeed("cuFuncSetAttribute", reverse, opted, 96 * 1024);
    assertThat(driver.launch(reverse, 1, 32, 96 * 1024, driver.allocate(12_288), 32)).isZero();
    assertThat(driver.synchronize()).isZero();
    assertThat(driver.call("cuFuncSetAttribute", reverse, opted, 228 * 1024))
        .isEqualTo(INVALID_VALUE);
  }

  @Test
  void argumentsMustPointToTheDevicesMemory() {
    long memory = driver.allocate(4096);
    // Freed last: what is allocated next may lie where it was.
    long freed = driver.allocate(4096);
    driver.succeed("cuMemFree_v2", freed);
    assertThat(launch("add", 1, 64, 0, memory, freed, 1f, 10L)).isZero();
    int result = driver.synchronize();
    assertThat(result).isEqualTo(EmulatedDriverTest.ILLEGAL_ADDRESS);
    assertThat(driver.description(result)).contains("kernel add: argument 1");
  }

  @Test
  void writesBesideAllocationsAreToldWithTheKernel() throws IOException {
    try (PrivateDriver guarded =
        new PrivateDriver(folder, Map.of("SPARK_DDPM_EMULATED_GUARD", "1"))) {
      long kernel = guarded.function(module(guarded, 0), "write_beside");
      long memory = guarded.allocate(400);
      assertThat(guarded.launch(kernel, 1, 32, 0, memory, 99L)).isZero();
      assertThat(guarded.synchronize()).isZero();
      assertThat(guarded.launch(kernel, 1, 32, 0, memory, 100L)).isZero();
      int result = guarded.synchronize();
      assertThat(result).isEqualTo(EmulatedDriverTest.ILLEGAL_ADDRESS);
      assertThat(guarded.description(result)).contains("kernel write_beside").contains("byte 40");
    }
  }
}
