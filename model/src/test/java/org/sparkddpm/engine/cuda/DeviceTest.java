package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.engine.DeviceLostException;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.Tensor;

/** Starting kernels, and scratch memory. */
class DeviceTest {

  /**
   * Adds the second half of shared memory to what is there, and so on for each type of argument.
   */
  private static final String SOURCE =
      """
      #define KERNEL extern "C" __global__ void
      KERNEL sum(const float* a, const float* none, int i, long long l, float f, float* out) {
        if (threadIdx.x == 0 && blockIdx.x == 0) {
          out[0] = a[0] + (none == nullptr ? 100.0f : 0.0f) + i + l + f;
        }
      }
      KERNEL number(float* out) {
        out[(blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x * blockDim.x
            + blockIdx.x * blockDim.x + threadIdx.x] = threadIdx.x + 1000.0f * blockIdx.y;
      }
      """;

  /** Bytes of shared memory that a kernel of the emulated device has besides the dynamic. */
  private static final int FIXED_SHARED = 10 << 10;

  private Installation installation;
  private Device device;

  @BeforeAll
  static void emulatedDevice() {
    EmulatedDevice.assumeAvailable();
  }

  @BeforeEach
  void device() {
    installation = EmulatedEngine.installation(EmulatedEngine.driver());
    Card card = installation.cards().get(0);
    byte[] image = EmulatedEngine.compiler().compile(SOURCE, card.capability(), Precision.FP32);
    device = new Device(installation.driver(), card, image);
  }

  @AfterEach
  void close() {
    device.close();
  }

  private float[] read(Tensor tensor) {
    float[] values = new float[(int) tensor.length()];
    int[] at = {0};
    device.download(
        tensor,
        false,
        chunk -> {
          int count = chunk.remaining() / Float.BYTES;
          chunk.asFloatBuffer().get(values, at[0], count);
          at[0] += count;
        });
    return values;
  }

  @Test
  void anImageOfTheCacheThatDoesNotLoadIsCompiledAnew(@TempDir Path folder) {
    Card card = installation.cards().get(0);
    KernelCache cache = new KernelCache(folder);
    KernelCompiler compiler =
        new KernelCompiler(
            Nvrtc.load(EmulatedDevice.folder().resolve(Nvrtc.LIBRARY).toString()), cache);
    String key =
        KernelCache.key(
            SOURCE,
            KernelCompiler.options("--gpu-architecture=sm_90", Precision.FP32),
            compiler.version());
    byte[] image = compiler.compile(SOURCE, card.capability(), Precision.FP32);
    assertThat(cache.read(key)).hasValue(image);
    byte[] others = compiler.compile(SOURCE, new Capability(10, 0), Precision.FP32);
    for (byte[] bad : List.of(others, new byte[200])) {
      cache.write(key, bad);
      List<byte[]> tried = new ArrayList<>();
      compiler
          .load(SOURCE, card.capability(), Precision.FP32, each -> newDevice(each, tried))
          .close();
      assertThat(tried).containsExactly(bad, image);
      assertThat(cache.read(key)).hasValue(image);
    }
  }

  private Device newDevice(byte[] image, List<byte[]> tried) {
    tried.add(image);
    return new Device(installation.driver(), installation.cards().get(0), image);
  }

  @Test
  void anImageThatWasJustCompiledIsNotCompiledAgain(@TempDir Path folder) {
    KernelCompiler compiler =
        new KernelCompiler(
            Nvrtc.load(EmulatedDevice.folder().resolve(Nvrtc.LIBRARY).toString()),
            new KernelCache(folder));
    List<byte[]> tried = new ArrayList<>();
    assertThatThrownBy(
            () ->
                compiler.load(
                    SOURCE,
                    new Capability(10, 0),
                    Precision.FP32,
                    image -> newDevice(image, tried)))
        .isInstanceOf(DriverError.class)
        .hasMessageContaining("209")
        .hasMessageContaining("remove the files in " + CacheFolder.place());
    assertThat(tried).hasSize(1);
  }

  @Test
  void aDeviceThatIsNotMadeHoldsNothing(@TempDir Path folder) throws IOException {
    Driver own = EmulatedEngine.driver(folder, Map.of());
    Card card = EmulatedEngine.installation(own).cards().get(0);
    assertThatThrownBy(() -> new Device(own, card, new byte[200])).isInstanceOf(DriverError.class);
    assertThat(own.cuDevicePrimaryCtxRelease_v2(card.handle()))
        .as("no context that could be released")
        .isEqualTo(EmulatedDriverTest.INVALID_CONTEXT);
  }

  @Test
  void goesOnWhereOtherCodeLeftAnotherContextCurrent() {
    Tensor out = Tensor.of(device.zeros(64, false), 64);
    assertThat(installation.driver().cuCtxSetCurrent(0)).isZero();
    device.launch("number", Grid.of(1), 64, 0, out);
    assertThat(installation.driver().cuCtxSetCurrent(0)).isZero();
    assertThat(read(out)[63]).isEqualTo(63);
  }

  @Test
  void aFaultOfAKernelLosesTheDevice(@TempDir Path folder) throws IOException {
    Driver own = EmulatedEngine.driver(folder, Map.of());
    Card card = EmulatedEngine.installation(own).cards().get(0);
    byte[] image = EmulatedEngine.compiler().compile(SOURCE, card.capability(), Precision.FP32);
    try (Device lost = new Device(own, card, image)) {
      Tensor out = Tensor.of(lost.zeros(64, false), 64);
      lost.launch("number", Grid.of(1), 96, 0, out);
      for (int call = 0; call < 2; call++) {
        assertThatThrownBy(() -> lost.download(out, false, chunk -> {}))
            .isInstanceOf(DeviceLostException.class)
            .hasMessageContaining("CUDA_ERROR_ILLEGAL_ADDRESS (700")
            .hasMessageContaining("a new process is needed");
      }
      assertThatThrownBy(() -> lost.zeros(1, false)).isInstanceOf(DeviceLostException.class);
    }
  }

  @Test
  void handsOverArgumentsOfEveryType() {
    Tensor a = Tensor.of(device.zeros(8, false), 8);
    device.upload(
        a, false, chunk -> chunk.asFloatBuffer().put(new float[] {0, 0, 0, 7, 0, 0, 0, 0}));
    Tensor out = Tensor.of(device.zeros(2, false), 2);
    device.launch("sum", Grid.of(1), 32, 0, a.part(3, 1), null, 20, 3_000L, 0.5f, out.part(1, 1));
    assertThat(read(out)).containsExactly(0, 7 + 100 + 20 + 3_000 + 0.5f);
  }

  @Test
  void startsGridsOfThreeAxes() {
    Tensor out = Tensor.of(device.zeros(2 * 3 * 2 * 64, false), 2 * 3, 2 * 64);
    device.launch("number", new Grid(2, 3, 2), 64, 0, out);
    float[] values = read(out);
    assertThat(values[0]).isEqualTo(0);
    assertThat(values[128 + 65]).isEqualTo(1001);
    assertThat(values[5 * 128 + 127]).isEqualTo(2063);
  }

  @Test
  void sharedMemoryIsRaisedToWhatTheCardHas() {
    int most = installation.cards().get(0).sharedMemory() - FIXED_SHARED;
    Tensor out = Tensor.of(device.zeros(64, false), 64);
    device.launch("number", Grid.of(1), 64, (48 << 10) - FIXED_SHARED + 1, out);
    device.launch("number", Grid.of(1), 64, most, out);
    device.launch("number", Grid.of(1), 64, 96 << 10, out);
    assertThat(read(out)[63]).isEqualTo(63);
    assertThatThrownBy(() -> device.launch("number", Grid.of(1), 64, most + 1, out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining((most + 1) + " bytes of shared memory")
        .hasMessageContaining("beside the kernel's own " + FIXED_SHARED);
  }

  @Test
  void refusesWhatCannotBeStarted() {
    Tensor out = Tensor.of(device.zeros(64, false), 64);
    assertThatThrownBy(() -> device.launch("nothing", Grid.of(1), 32, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no kernel nothing in the program");
    assertThatThrownBy(() -> device.launch("number", Grid.of(1), 33, 0, out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("33 threads");
    assertThatThrownBy(() -> device.launch("number", Grid.of(1), 32, 0, 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("argument 0 of kernel number is a Double");
    try (Device other =
        new Device(
            installation.driver(),
            installation.cards().get(0),
            EmulatedEngine.compiler()
                .compile(SOURCE, installation.cards().get(0).capability(), Precision.FP32))) {
      Tensor foreign = Tensor.of(other.zeros(64, false), 64);
      assertThatThrownBy(() -> device.launch("number", Grid.of(1), 64, 0, foreign))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("memory of another engine");
    }
  }

  @Test
  void scratchMemoryIsTheSameForEveryCallAndGrows() {
    Tensor small = device.scratch(10);
    assertThat(device.scratch(1000).buffer()).isSameAs(small.buffer());
    Tensor large = device.scratch(3_000_000);
    assertThat(large.length()).isEqualTo(3_000_000);
    assertThat(large.buffer()).isNotSameAs(small.buffer());
    assertThat(device.scratch(10).buffer()).isSameAs(large.buffer());
  }

  @Test
  void aRecordingInWhichScratchMemoryGrowsKeepsItsOwn() {
    Tensor out = Tensor.of(device.zeros(64, false), 64);
    int[] captures = {0};
    Runnable recording =
        device.record(
            () -> {
              captures[0]++;
              device.launch("number", Grid.of(1), 64, 0, device.scratch(500_000).part(3_000, 64));
              device.launch("number", Grid.of(1), 64, 0, device.scratch(900_000).part(0, 64));
              device.launch("number", Grid.of(1), 64, 0, out);
            });
    assertThat(captures).as("again, with one chunk for all").containsExactly(2);
    Tensor mine = device.scratch(900_000);
    Tensor later = device.scratch(5_000_000);
    assertThat(later.buffer()).isNotSameAs(mine.buffer());
    recording.run();
    assertThat(read(mine.part(3_000, 64))[63]).isEqualTo(63);
    assertThat(read(mine.part(0, 64))[63]).isEqualTo(63);
    assertThat(Arrays.stream(toDoubles(read(out))).sum()).isEqualTo(63 * 32);
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }
}
