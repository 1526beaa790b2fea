package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.ptr.LongByReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.engine.OutOfDeviceMemoryException;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;

/** Memory on a card of 64 MiB: freed when unreachable, refused when there is none. */
class DeviceMemoryTest {

  private static final long MEBIBYTE = 1 << 20;
  private static final long CARD = 64 * MEBIBYTE;
  private static final long FLOATS = 8 * MEBIBYTE / Float.BYTES;

  @TempDir private Path folder;
  private Driver driver;
  private Installation installation;
  private CudaEngine engine;

  @BeforeAll
  static void emulatedDevice() {
    EmulatedDevice.assumeAvailable();
  }

  @BeforeEach
  void engine() throws IOException {
    driver =
        EmulatedEngine.driver(folder, Map.of("SPARK_DDPM_EMULATED_MEMORY", Long.toString(CARD)));
    installation = EmulatedEngine.installation(driver);
    engine = EmulatedEngine.create(installation, Precision.FP32);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private long free() {
    LongByReference free = new LongByReference();
    LongByReference total = new LongByReference();
    assertThat(driver.cuMemGetInfo_v2(free, total)).isZero();
    assertThat(total.getValue()).isEqualTo(CARD);
    return free.getValue();
  }

  @Test
  void unreachableMemoryIsFreedWhenItIsNeeded() {
    Tensor kept = engine.floats(FLOATS);
    engine.write(new float[] {5}, kept.part(FLOATS - 1, 1));
    for (int i = 0; i < 40; i++) {
      Tensor passing = engine.floats(FLOATS);
      engine.kernels().fill(kept.part(FLOATS - 1, 1), passing);
      assertThat(engine.read(passing.part(FLOATS - 1, 1))).containsExactly(5);
    }
    assertThat(engine.read(kept.part(0, 1))).containsExactly(0);
  }

  @Test
  void saysWhatWasAskedAndWhatThereIs() {
    List<Tensor> kept = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              while (true) {
                kept.add(engine.floats(FLOATS));
              }
            })
        .asInstanceOf(InstanceOfAssertFactories.type(OutOfDeviceMemoryException.class))
        .satisfies(
            e -> {
              assertThat(e.asked()).isEqualTo(8 * MEBIBYTE);
              assertThat(e.total()).isEqualTo(CARD);
              assertThat(e.free()).isEqualTo(free()).isLessThan(8 * MEBIBYTE);
              assertThat(e).hasMessageContaining("8.0 MiB").hasMessageContaining("smaller batch");
            });
    assertThat(kept).hasSizeBetween(6, 8);
    engine.read(kept.get(0).part(0, 1));
    kept.clear();
    assertThat(engine.read(engine.floats(5 * FLOATS))).containsOnly(0);
  }

  @Test
  void aListThatFindsNoRoomTakesThatOfUnreachableOnes() {
    Tensor x = engine.floats(1);
    List<Tensor> kept = fill();
    int lists = 0;
    // Several times what there is room for, as long as nobody keeps them.
    for (; lists < 40; lists++) {
      engine.record(() -> engine.kernels().increment(x)).run();
    }
    assertThat(engine.read(x)).containsExactly(lists);
    List<Runnable> recordings = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              while (true) {
                recordings.add(engine.record(() -> engine.kernels().increment(x)));
              }
            })
        .asInstanceOf(InstanceOfAssertFactories.type(OutOfDeviceMemoryException.class))
        .satisfies(
            e -> {
              assertThat(e.asked()).isZero();
              assertThat(e.total()).isEqualTo(CARD);
              assertThat(e)
                  .hasMessageContaining("cuGraphInstantiate")
                  .hasMessageContaining("64.0 MiB")
                  .hasMessageContaining("smaller batch");
            });
    assertThat(recordings).isNotEmpty();
    recordings.get(0).run();
    assertThat(engine.read(x)).containsExactly(lists + 1);
    assertThat(kept).isNotEmpty();
  }

  /** Takes all but the room for a few lists. */
  private List<Tensor> fill() {
    List<Tensor> kept = new ArrayList<>();
    while (free() > MEBIBYTE) {
      long bytes = Math.min(free() - MEBIBYTE / 2, 8 * MEBIBYTE);
      kept.add(engine.floats(bytes / Float.BYTES));
    }
    return kept;
  }

  @Test
  void aCardWithoutRoomForAContextIsOutOfMemory() throws IOException {
    Installation full =
        EmulatedEngine.installation(
            EmulatedEngine.driver(folder, Map.of("SPARK_DDPM_EMULATED_MEMORY", "1000")));
    assertThatThrownBy(() -> EmulatedEngine.create(full, Precision.FP32))
        .isInstanceOf(OutOfDeviceMemoryException.class)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cuDevicePrimaryCtxRetain");
  }

  @Test
  void aHostWithoutMemoryForCopiesIsNamed() throws IOException {
    Installation poor =
        EmulatedEngine.installation(
            EmulatedEngine.driver(folder, Map.of("SPARK_DDPM_EMULATED_PINNED", "1000")));
    assertThatThrownBy(() -> EmulatedEngine.create(poor, Precision.FP32))
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(OutOfDeviceMemoryException.class)
        .hasMessageContaining("the host has no 4194304 bytes more")
        .hasMessageContaining("ulimit -l");
  }

  @Test
  void imagesAreFreedWhenTheyAreClosed() {
    engine.bind(1);
    long before = free();
    int count = 40_000;
    LabelledImages set =
        new LabelledImages(ImageShape.gray(28, 28), 1, new byte[count * 784], new int[count]);
    ResidentImages images = engine.load(set);
    assertThat(free()).isLessThan(before - count * 784L);
    images.close();
    images.close();
    assertThat(free()).isEqualTo(before);
  }

  @Test
  void oneEngineFreesWhatAnotherOfTheProcessNoLongerNeeds() {
    try (CudaEngine other = EmulatedEngine.create(installation, Precision.FP32)) {
      for (int i = 0; i < 3; i++) {
        other.read(other.floats(2 * FLOATS).part(0, 1));
      }
      Tensor large = engine.floats(6 * FLOATS);
      assertThat(engine.read(large.part(0, 1))).containsExactly(0);
      assertThat(other.read(other.floats(3))).containsExactly(0, 0, 0);
    }
  }

  @Test
  void closingFreesAllAndEndsTheEngine() {
    try (CudaEngine watcher = EmulatedEngine.create(installation, Precision.FP32)) {
      engine.close();
      watcher.bind(1);
      long before = free();
      CudaEngine another = EmulatedEngine.create(installation, Precision.FP32);
      Tensor x = another.floats(FLOATS);
      Runnable recording = another.record(() -> another.kernels().fill(x.part(0, 1), x));
      recording.run();
      assertThat(free()).isLessThanOrEqualTo(before - 8 * MEBIBYTE);
      another.close();
      another.close();
      watcher.bind(1);
      assertThat(free()).isEqualTo(before);
      assertThatThrownBy(() -> another.read(x))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is closed");
      assertThat(watcher.read(watcher.floats(2))).containsExactly(0, 0);
    }
  }
}
