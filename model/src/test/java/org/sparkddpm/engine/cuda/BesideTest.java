package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.RandomTensors;
import org.sparkddpm.engine.Tensor;

/** Lists of kernels that run side by side, in every order that a card may take. */
class BesideTest {

  private static final String SOURCE =
      """
      #define KERNEL extern "C" __global__ void
      KERNEL set(float* to, float value) { to[threadIdx.x] = value; }
      KERNEL add(const float* a, const float* b, float* to) {
        to[threadIdx.x] = a[threadIdx.x] + b[threadIdx.x];
      }
      """;

  private static final int COUNT = 64;

  @TempDir private Path folder;

  @BeforeAll
  static void emulatedDevice() {
    EmulatedDevice.assumeAvailable();
  }

  private Installation installation(String order) throws IOException {
    return EmulatedEngine.installation(
        EmulatedEngine.driver(folder, Map.of("SPARK_DDPM_EMULATED_ORDER", order)));
  }

  private static Device device(Driver driver, Card card) {
    return new Device(
        driver, card, EmulatedEngine.compiler().compile(SOURCE, card.capability(), Precision.FP32));
  }

  private Device device(String order) throws IOException {
    Installation installation = installation(order);
    return device(installation.driver(), installation.cards().get(0));
  }

  private static Tensor tensor(Device device) {
    return Tensor.of(device.zeros(COUNT, false), COUNT);
  }

  private static void set(Device device, Tensor to, float value) {
    device.launch("set", Grid.of(1), COUNT, 0, to, value);
  }

  private static void add(Device device, Tensor a, Tensor b, Tensor to) {
    device.launch("add", Grid.of(1), COUNT, 0, a, b, to);
  }

  private static float read(Device device, Tensor tensor) {
    float[] last = {0};
    device.download(tensor, false, chunk -> last[0] = chunk.getFloat(chunk.limit() - Float.BYTES));
    return last[0];
  }

  @ParameterizedTest
  @ValueSource(strings = {"called", "turns", "latest"})
  void bothFollowWhatWasBeforeAndAreFollowedByWhatComes(String order) throws IOException {
    try (Device device = device(order)) {
      Tensor x = tensor(device);
      Tensor aside = tensor(device);
      Tensor mainly = tensor(device);
      Tensor sum = tensor(device);
      Runnable calls =
          () -> {
            add(device, x, x, x);
            device.beside(
                () -> {
                  add(device, x, x, aside);
                  add(device, aside, x, aside);
                },
                () -> {
                  add(device, x, x, mainly);
                  add(device, mainly, mainly, mainly);
                });
            add(device, aside, mainly, sum);
            add(device, sum, x, x);
          };
      set(device, x, 1);
      calls.run();
      // x = 2, 3x aside, 4x mainly, 8x at last
      assertThat(read(device, x)).isEqualTo(16);
      Runnable recording = device.record(calls);
      set(device, x, 1);
      recording.run();
      recording.run();
      assertThat(read(device, x)).isEqualTo(256);
      calls.run();
      recording.run();
      assertThat(read(device, x)).isEqualTo(65536);
    }
  }

  @Test
  void eachHasScratchMemoryOfItsOwn() throws IOException {
    try (Device device = device("turns")) {
      Tensor aside = tensor(device);
      Tensor mainly = tensor(device);
      Runnable calls =
          () ->
              device.beside(
                  () -> throughScratch(device, 1, aside), () -> throughScratch(device, 2, mainly));
      Runnable recording = device.record(calls);
      for (Runnable each : List.of(calls, recording)) {
        set(device, aside, 0);
        set(device, mainly, 0);
        each.run();
        assertThat(read(device, aside)).isEqualTo(2);
        assertThat(read(device, mainly)).isEqualTo(4);
      }
    }
  }

  private static void throughScratch(Device device, float value, Tensor to) {
    Tensor scratch = device.scratch(COUNT);
    set(device, scratch, value);
    add(device, scratch, scratch, to);
  }

  @Test
  void scratchMemoryGrowsForEachAlone() throws IOException {
    try (Device device = device("")) {
      Tensor before = device.scratch(10);
      Tensor[] aside = new Tensor[2];
      device.beside(() -> aside[0] = device.scratch(3_000_000), () -> device.scratch(20));
      assertThat(device.scratch(10).buffer()).isSameAs(before.buffer());
      device.beside(() -> aside[1] = device.scratch(10), () -> device.scratch(5_000_000));
      assertThat(aside[1].buffer()).isSameAs(aside[0].buffer()).isNotSameAs(before.buffer());
      assertThat(device.scratch(10).buffer()).isNotSameAs(before.buffer());
    }
  }

  @Test
  void aListThatFailsLeavesADeviceThatWorks() throws IOException {
    try (Device device = device("latest")) {
      Tensor x = tensor(device);
      IllegalStateException failure = new IllegalStateException("of the list");
      Runnable fails =
          () -> {
            throw failure;
          };
      for (boolean recorded : new boolean[] {false, true}) {
        for (boolean aside : new boolean[] {false, true}) {
          set(device, x, 0);
          Runnable sets = () -> set(device, x, 5);
          Runnable setsAndFails =
              () -> {
                sets.run();
                fails.run();
              };
          Runnable calls =
              aside
                  ? () -> device.beside(setsAndFails, () -> {})
                  : () -> device.beside(sets, fails);
          assertThatThrownBy(recorded ? () -> device.record(calls) : calls::run)
              .isSameAs(failure)
              .hasNoSuppressedExceptions();
          assertThat(read(device, x))
              .as("what was started is waited for")
              .isEqualTo(recorded ? 0 : 5);
          device.record(() -> device.beside(() -> set(device, x, 7), () -> {})).run();
          assertThat(read(device, x)).isEqualTo(7);
        }
      }
    }
  }

  /** A launch that is refused only when kernels are started, after the rehearsal. */
  @Test
  void aCaptureEndsAfterAListThatFailsInIt() throws IOException {
    try (Device device = device("")) {
      Tensor x = tensor(device);
      int[] runs = {0};
      assertThatThrownBy(
              () ->
                  device.record(
                      () ->
                          device.beside(
                              () -> set(device, x, 1),
                              () -> {
                                if (++runs[0] == 2) {
                                  throw new IllegalStateException("in the capture");
                                }
                              })))
          .hasMessage("in the capture")
          .hasNoSuppressedExceptions();
      device.record(() -> device.beside(() -> set(device, x, 7), () -> {})).run();
      assertThat(read(device, x)).isEqualTo(7);
    }
  }

  @Test
  void refusesAllButKernels() throws IOException {
    try (Device device = device("")) {
      Tensor x = tensor(device);
      Runnable recording = device.record(() -> set(device, x, 3));
      List<Runnable> refused =
          List.of(
              () -> read(device, x),
              () -> device.upload(x, false, chunk -> {}),
              () -> device.zeros(1, false),
              recording,
              () -> device.record(() -> {}),
              () -> device.beside(() -> {}, () -> {}));
      for (Runnable call : refused) {
        for (boolean aside : new boolean[] {false, true}) {
          assertThatThrownBy(() -> device.beside(aside ? call : () -> {}, aside ? () -> {} : call))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("one of two lists");
        }
      }
      recording.run();
      assertThat(read(device, x)).isEqualTo(3);
    }
  }

  @Test
  void theGradientsOfLayersAreTheSameInEveryOrder() throws IOException {
    List<float[]> results = new ArrayList<>();
    for (String order : List.of("called", "turns", "latest", "")) {
      try (CudaEngine engine = EmulatedEngine.create(installation(order), Precision.FP32)) {
        RandomTensors tensors = new RandomTensors(engine, 11);
        Tensor x = tensors.normal(2, 6, 6, 8);
        Tensor w = tensors.normal(12, 8, 3, 3);
        Tensor dOut = tensors.normal(2, 6, 6, 12);
        Tensor dense = tensors.normal(12, 8);
        List<Tensor> found = new ArrayList<>();
        for (Tensor of : List.of(x, w, tensors.normal(12), dOut, w, tensors.normal(8), x, dense)) {
          found.add(engine.floats(of.shape()));
        }
        Runnable calls =
            () -> {
              Kernels kernels = engine.kernels();
              kernels.convolutionBackward(
                  x, w, found.get(2), dOut, 1, found.get(0), found.get(1), found.get(2));
              kernels.transposedConvolutionBackward(
                  dOut, w, x, 1, found.get(3), found.get(4), found.get(5));
              kernels.denseBackward(x, dense, dOut, found.get(6), found.get(7), null);
            };
        for (Runnable each : List.of(calls, engine.record(calls))) {
          for (Tensor tensor : found) {
            engine.write(new float[(int) tensor.length()], tensor);
          }
          each.run();
          int start = results.size();
          for (Tensor tensor : found) {
            results.add(engine.read(tensor));
          }
          for (int i = 0; i < found.size(); i++) {
            assertThat(results.get(start + i))
                .as("order '%s', result %d", order, i)
                .isEqualTo(results.get(i))
                .doesNotContain(0, Float.NaN);
          }
        }
      }
    }
  }

  /** The driver, with a list of the calls that are made. */
  private static Driver listening(Driver driver, List<String> calls) {
    return (Driver)
        Proxy.newProxyInstance(
            Driver.class.getClassLoader(),
            new Class<?>[] {Driver.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              try {
                return method.invoke(driver, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void closingWaitsForBothBeforeAnythingIsFreed() throws IOException {
    for (boolean lost : new boolean[] {false, true}) {
      List<String> calls = new ArrayList<>();
      Installation installation = installation("");
      Device device = device(listening(installation.driver(), calls), installation.cards().get(0));
      Tensor x = tensor(device);
      if (lost) {
        device.launch("set", Grid.of(1), COUNT + 32, 0, x, 1f);
      }
      calls.clear();
      device.close();
      List<String> made = calls.stream().filter(call -> !call.startsWith("cuCtx")).toList();
      List<String> work = made.stream().filter(call -> !call.startsWith("cuGetError")).toList();
      assertThat(work.subList(0, 2)).containsOnly("cuStreamSynchronize");
      assertThat(work.subList(2, work.size()))
          .contains("cuMemFree_v2", "cuMemFreeHost", "cuModuleUnload")
          .contains("cuStreamDestroy_v2", "cuEventDestroy_v2", "cuDevicePrimaryCtxRelease_v2")
          .doesNotContain("cuStreamSynchronize");
      assertThat(work.size() < made.size()).as("errors").isEqualTo(lost);
    }
  }
}
