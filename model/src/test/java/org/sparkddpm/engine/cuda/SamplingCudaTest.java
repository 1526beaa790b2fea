package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.RandomTensors;
import org.sparkddpm.engine.Tensor;

class SamplingCudaTest {

  private final Engine engine = EmulatedEngine.create();
  private final Kernels kernels = engine.kernels();
  private final RandomTensors tensors = new RandomTensors(engine, 43);

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void clampKeepsWhatIsNoNumber() {
    Tensor x =
        tensors.of(Float.NaN, Float.NEGATIVE_INFINITY, -2, -1, 0.25f, 1, Float.POSITIVE_INFINITY);
    kernels.clamp(x, -1, 1, x);
    assertThat(engine.read(x)).containsExactly(Float.NaN, -1, -1, -1, 0.25f, 1, 1);
  }

  @Test
  void findsTheFirstOfManyInALongVector() {
    int length = 300_001;
    Tensor x = tensors.normal(length);
    Tensor found = engine.integers(2);
    for (int first : new int[] {length - 1, 262_144, 1023, 1, 0}) {
      engine.write(new int[2], found);
      kernels.copy(tensors.of(Float.NaN), x.part(first, 1));
      kernels.findNonFinite(x, tensors.of(0), found);
      assertThat(engine.readIntegers(found)).containsExactly(1, first);
    }
  }

  @Test
  void remembersOnlyTheFirstStepOfARecording() {
    Tensor x = tensors.normal(4097);
    Tensor step = tensors.of(0);
    Tensor found = engine.integers(2);
    Runnable recorded =
        engine.record(
            () -> {
              kernels.findNonFinite(x, step, found);
              kernels.increment(step);
            });
    recorded.run();
    recorded.run();
    assertThat(engine.readIntegers(found)).containsExactly(0, 0);
    kernels.copy(tensors.of(Float.NEGATIVE_INFINITY), x.part(4096, 1));
    recorded.run();
    kernels.copy(tensors.of(Float.NEGATIVE_INFINITY), x.part(17, 1));
    recorded.run();
    assertThat(engine.readIntegers(found)).containsExactly(3, 4096);
  }

  @Test
  void refusesVectorsOfOtherLengths() {
    Tensor four = engine.floats(4);
    Tensor five = engine.floats(5);
    assertThatThrownBy(() -> kernels.combine(tensors.of(1, 2), four, five, four))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the second of a combination must have 4 elements, but is tensor [5]");
    assertThatThrownBy(
            () ->
                kernels.combineRows(
                    engine.floats(3, 2),
                    four.reshape(2, 2),
                    four.reshape(2, 2),
                    four.reshape(2, 2)))
        .hasMessageContaining("the factors of the rows must have 4 elements");
    assertThatThrownBy(() -> kernels.guide(five, four, 2, four))
        .hasMessageContaining("the conditional prediction must have 4 elements");
    assertThatThrownBy(() -> kernels.clamp(five, -1, 1, four))
        .hasMessageContaining("what is clamped must have 4 elements");
  }
}
