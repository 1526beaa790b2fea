package org.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionTest {

  private static final double DATA = -0.7;
  private static final double NOISE = 1.3;

  @ParameterizedTest
  @ValueSource(strings = {"linear", "linear-rescaled", "cosine"})
  void vIsTheRotationOfImageAndNoise(String name) {
    NoiseSchedule schedule = NoiseSchedules.of(name, 300);
    float[] target = Prediction.V.targetFactors(schedule);
    for (int t = 0; t < schedule.timesteps(); t++) {
      double alpha = Math.sqrt(schedule.alphaBar(t));
      double sigma = Math.sqrt(1 - schedule.alphaBar(t));
      double v = target[2 * t] * NOISE + target[2 * t + 1] * (alpha * DATA + sigma * NOISE);
      // The factors are floats, and large where alpha is small.
      assertThat(v).isCloseTo(alpha * NOISE - sigma * DATA, within(3e-7 / alpha));
    }
  }

  @ParameterizedTest
  @EnumSource
  void epsilonIsFoundAgain(Prediction prediction) {
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 1000);
    float[] target = prediction.targetFactors(schedule);
    float[] epsilon = prediction.epsilonFactors(schedule);
    for (int t = 0; t < schedule.timesteps(); t++) {
      double alpha = Math.sqrt(schedule.alphaBar(t));
      double x = alpha * DATA + Math.sqrt(1 - schedule.alphaBar(t)) * NOISE;
      double predicted = target[2 * t] * NOISE + target[2 * t + 1] * x;
      assertThat(epsilon[2 * t] * predicted + epsilon[2 * t + 1] * x)
          .isCloseTo(NOISE, within(1e-6));
    }
  }

  @Test
  void epsilonIsLeftAsItIs() {
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 2);
    assertThat(Prediction.EPSILON.targetFactors(schedule)).containsExactly(1, 0, 1, 0);
    assertThat(Prediction.EPSILON.epsilonFactors(schedule)).containsExactly(1, 0, 1, 0);
  }

  @Test
  void namesAreThoseOfOptions() {
    assertThat(Prediction.names()).containsExactly("epsilon", "v");
    assertThat(Prediction.of("v")).isEqualTo(Prediction.V);
    assertThatThrownBy(() -> Prediction.of("x0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown prediction 'x0'; use one of epsilon, v");
  }
}
