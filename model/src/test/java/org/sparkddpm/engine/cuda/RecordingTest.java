package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.RandomTensors;
import org.sparkddpm.engine.Tensor;

/** Captured calls against the same calls one by one. */
class RecordingTest {

  private CudaEngine engine;
  private Kernels kernels;
  private RandomTensors tensors;

  @BeforeAll
  static void emulatedDevice() {
    EmulatedDevice.assumeAvailable();
  }

  @BeforeEach
  void engine() {
    engine = EmulatedEngine.create();
    kernels = engine.kernels();
    tensors = new RandomTensors(engine, 41);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** Calls of which each run gives other numbers: what they read is picked by their counter. */
  private final class Calls implements Runnable {
    final Tensor counter = engine.floats(1, 1);
    final Tensor table = tensors.normal(6, 30);
    final Tensor row = engine.floats(1, 30);
    final Tensor wide = engine.floats(1, 60);
    final Tensor sum = tensors.normal(1, 60);
    final Tensor rows = engine.floats(6, 60);

    @Override
    public void run() {
      kernels.gather(counter, table, row);
      kernels.activate(Activation.GELU, row, row);
      kernels.concat(List.of(row, row), wide);
      kernels.add(wide, sum, sum);
      kernels.scatter(counter, sum, rows);
      kernels.increment(counter);
    }

    float[] results() {
      return engine.read(rows);
    }
  }

  @Test
  void aRecordingGivesTheBitsOfItsCallsRunByRun() {
    Calls direct = new Calls();
    tensors = new RandomTensors(engine, 43);
    Calls expected = new Calls();
    tensors = new RandomTensors(engine, 43);
    Calls captured = new Calls();
    Runnable recording = engine.record(captured);
    assertThat(engine.read(captured.counter)).as("recording runs nothing").containsExactly(0);
    assertThat(captured.results()).containsOnly(0);
    for (int run = 0; run < 6; run++) {
      expected.run();
      recording.run();
      direct.run();
    }
    assertThat(captured.results()).isEqualTo(expected.results()).doesNotContain(0);
    assertThat(captured.results()).isNotEqualTo(direct.results());
    engine.write(new float[1], captured.counter);
    recording.run();
    assertThat(engine.read(captured.counter)).containsExactly(1);
  }

  @Test
  void keepsTheMemoryThatNothingElseRefersTo() {
    Tensor out = engine.floats(1000);
    Runnable recording = recordOfPassingTensors(out);
    for (int i = 0; i < 5; i++) {
      System.gc();
      // Takes what was freed, if anything was.
      engine.write(new float[1000], engine.floats(1000));
    }
    recording.run();
    assertThat(engine.read(out)).containsOnly(42);
  }

  private Runnable recordOfPassingTensors(Tensor out) {
    Tensor value = tensors.of(42);
    Tensor between = engine.floats(1000);
    return engine.record(
        () -> {
          kernels.fill(value, between);
          kernels.copy(between, out);
        });
  }

  @Test
  void refusesAllButKernelsAndGoesOnAfterwards() {
    Tensor x = tensors.of(1, 2);
    Runnable other = engine.record(() -> kernels.increment(x.part(0, 1)));
    List<Runnable> refused =
        List.of(
            () -> engine.read(x),
            () -> engine.write(new float[2], x),
            () -> engine.floats(3),
            () -> engine.integers(3),
            other,
            () -> engine.record(() -> {}));
    for (Runnable call : refused) {
      assertThatThrownBy(
              () ->
                  engine.record(
                      () -> {
                        kernels.increment(x.part(1, 1));
                        call.run();
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a recorded list starts kernels and does nothing else");
    }
    assertThat(engine.read(x)).containsExactly(1, 2);
    other.run();
    engine.record(() -> kernels.increment(x.part(1, 1))).run();
    assertThat(engine.read(x)).containsExactly(2, 3);
  }

  @Test
  void aListWithoutCallsRuns() {
    Runnable nothing = engine.record(() -> {});
    nothing.run();
    assertThat(engine.read(tensors.of(5))).containsExactly(5);
  }

  @Test
  void isRefusedWhenTheEngineIsClosed() {
    Tensor x = tensors.of(1);
    Runnable recording = engine.record(() -> kernels.increment(x));
    engine.close();
    assertThatThrownBy(recording::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
