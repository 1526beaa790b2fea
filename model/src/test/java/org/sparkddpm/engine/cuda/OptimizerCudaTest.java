package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.RandomTensors;
import org.sparkddpm.engine.Tensor;

class OptimizerCudaTest {

  private final Engine engine = EmulatedEngine.create();
  private final Kernels kernels = engine.kernels();
  private final RandomTensors tensors = new RandomTensors(engine, 41);

  @AfterEach
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(floats = {1e30f, 1e19f, 1, 1e-19f, 1e-30f})
  void normsOfAnyScale(float scale) {
    float[] values = new float[1000];
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 7 - 3) * scale;
      squares += (double) values[i] * values[i];
    }
    Tensor factor = tensors.of(0);
    double limit = Math.sqrt(squares) / 8;
    kernels.clipFactor(tensors.of(values), limit, 1, factor);
    assertThat(engine.read(factor)[0]).isCloseTo(0.125f, within(1e-7f));
  }

  @Test
  void aLimitNeverRoundsToNone() {
    Tensor factor = tensors.of(0);
    kernels.clipFactor(tensors.of(3, 4), 1e-60, 1, factor);
    assertThat(engine.read(factor)[0]).isLessThan(1e-40f);
    kernels.clipFactor(tensors.of(3, 4), 0, 5, factor);
    assertThat(engine.read(factor)[0]).isEqualTo(0.2f);
    kernels.clipFactor(engine.floats(6), 1, 4, factor);
    assertThat(engine.read(factor)[0]).isEqualTo(0.25f);
  }

  @Test
  void aLossThatIsNoNumberIsSeen() {
    float[] prediction = new float[5000];
    Tensor loss = tensors.of(0);
    Tensor gradient = tensors.unwritten(1, 5000);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      prediction[4321] = bad;
      kernels.meanSquaredError(
          tensors.of(prediction).reshape(1, 5000), engine.floats(1, 5000), loss, gradient);
      assertThat(Float.isFinite(engine.read(loss)[0])).isFalse();
      assertThat(Float.isFinite(engine.read(gradient)[4321])).isFalse();
      assertThat(engine.read(gradient)[4320]).isZero();
    }
  }

  @Test
  void longSumsLoseNothing() {
    int length = 1_500_003;
    float[] values = new float[length];
    Arrays.fill(values, 0.1f);
    values[0] = 1000;
    double mean = (1e6 + (length - 1) * ((double) 0.1f * 0.1f)) / length;
    Tensor loss = tensors.of(0);
    Tensor x = tensors.of(values);
    kernels.meanSquaredError(x.reshape(1, length), engine.floats(1, length), loss, null);
    assertThat((double) engine.read(loss)[0]).isCloseTo(mean, within(2e-7 * mean));
    Tensor factor = tensors.of(0);
    kernels.clipFactor(x, 1, 1, factor);
    double expected = 1 / Math.sqrt(mean * length);
    assertThat((double) engine.read(factor)[0]).isCloseTo(expected, within(2e-7 * expected));
  }

  @Test
  void aSumHasTheSameBitsEachTime() {
    Tensor x = tensors.normal(1, 200_001);
    Tensor y = tensors.normal(1, 200_001);
    Tensor loss = tensors.of(0);
    kernels.meanSquaredError(x, y, loss, null);
    float first = engine.read(loss)[0];
    kernels.clipFactor(tensors.normal(900_000), 1, 1, tensors.of(0));
    kernels.meanSquaredError(x, y, loss, tensors.unwritten(1, 200_001));
    assertThat(engine.read(loss)[0]).isEqualTo(first);
  }

  @Test
  void parametersWithoutGradientStay() {
    AdamDecays decays = new AdamDecays(0.9, 0.999, 1e-60);
    Tensor parameters = tensors.normal(37);
    float[] before = engine.read(parameters);
    kernels.adam(
        decays,
        tensors.of(0.1f),
        engine.floats(37),
        tensors.of(1),
        engine.floats(37),
        engine.floats(37),
        parameters);
    assertThat(engine.read(parameters)).isEqualTo(before);
  }

  @Test
  void refusesVectorsOfOtherLengths() {
    AdamDecays decays = new AdamDecays(0.9, 0.999, 1e-8);
    Tensor one = tensors.of(1);
    Tensor four = engine.floats(4);
    Tensor five = engine.floats(5);
    assertThatThrownBy(() -> kernels.adam(decays, one, four, one, four, five, four))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the second moments must have 4 elements, but is tensor [5]");
    assertThatThrownBy(() -> kernels.descend(one, five, one, four))
        .hasMessageContaining("the gradient of the parameters must have 4 elements");
    assertThatThrownBy(
            () -> kernels.meanSquaredError(four.reshape(1, 4), five, one, four.reshape(1, 4)))
        .hasMessageContaining("the target of a prediction must have 4 elements");
  }
}
