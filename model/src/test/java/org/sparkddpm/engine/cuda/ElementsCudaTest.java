package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.KernelComparison;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.RandomTensors;
import org.sparkddpm.engine.Tensor;

/** Of every alignment, and more elements than all threads take in one turn. */
class ElementsCudaTest {

  private static final int MANY = 200_003;

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
    tensors = new RandomTensors(engine, 31);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void addAndCopyAtEveryAlignment() {
    for (int length : new int[] {1, 3, 4, 63, 1030, MANY}) {
      for (int shift = 0; shift < 4; shift++) {
        Tensor a = tensors.normal(length + 4).part(shift, length);
        // For some lengths out of step with a, for others aligned.
        long before = length % 2 == 0 ? 0 : shift;
        Tensor b = tensors.normal(length + 4).part(before, length);
        float[] x = engine.read(a);
        float[] y = engine.read(b);
        Tensor whole = tensors.normal(length + 8);
        float[] expected = engine.read(whole);
        kernels.add(a, b, whole.part(shift, length));
        for (int i = 0; i < length; i++) {
          expected[shift + i] = x[i] + y[i];
        }
        assertThat(engine.read(whole)).isEqualTo(expected);
        kernels.copy(a, whole.part(shift, length));
        System.arraycopy(x, 0, expected, shift, length);
        assertThat(engine.read(whole)).isEqualTo(expected);
        Tensor inPlace = a;
        kernels.add(inPlace, b, inPlace);
        for (int i = 0; i < length; i++) {
          x[i] += y[i];
        }
        assertThat(engine.read(inPlace)).isEqualTo(x);
      }
    }
  }

  @Test
  void fillAtEveryAlignmentAndNothingBeside() {
    for (int length : new int[] {1, 5, 64, MANY}) {
      for (int shift = 0; shift < 4; shift++) {
        Tensor whole = tensors.normal(length + 8);
        float[] expected = engine.read(whole);
        Arrays.fill(expected, shift, shift + length, -7.5f);
        kernels.fill(tensors.of(-7.5f), whole.part(shift, length));
        assertThat(engine.read(whole)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activationsEqualTheReference(Activation activation) {
    KernelComparison comparison = new KernelComparison(engine, tensors, 1e-6);
    for (int length : new int[] {1, 7, 3000, MANY}) {
      Tensor x = tensors.around(0, 3, length);
      comparison.compare(
          new Tensor[] {x},
          new long[][] {x.shape()},
          (kernels, a) -> kernels.activate(activation, a[0], a[1]));
      comparison.compare(
          new Tensor[] {x, tensors.normal(length)},
          new long[][] {x.shape()},
          (kernels, a) -> kernels.activateBackward(activation, a[0], a[1], a[2]));
    }
  }

  @Test
  void geluKeepsItsDigitsFarBelowZero() {
    // Values of x * Phi(x) to seven digits, from tables of the normal distribution.
    Tensor out = engine.floats(3);
    kernels.activate(Activation.GELU, tensors.of(-4, -5, -8), out);
    float[] values = engine.read(out);
    assertThat(values[0]).isCloseTo(-1.2668496e-4f, within(2e-10f));
    assertThat(values[1]).isCloseTo(-1.4332579e-6f, within(2e-12f));
    assertThat(values[2]).isCloseTo(-4.976768e-15f, within(2e-20f));
  }

  @Test
  void emptyTensorsAreNothingToDo() {
    Tensor none = engine.floats(0, 3);
    kernels.add(none, none, none);
    kernels.copy(none, none);
    kernels.activate(Activation.SILU, none, none);
    kernels.fill(tensors.of(1), none);
    assertThat(engine.read(none)).isEmpty();
  }

  @Test
  void refusesLengthsThatDiffer() {
    assertThatThrownBy(() -> kernels.add(engine.floats(3), engine.floats(4), engine.floats(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the second summand must have 3 elements, but is tensor [4]");
    assertThatThrownBy(() -> kernels.copy(engine.floats(2), engine.floats(3)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
