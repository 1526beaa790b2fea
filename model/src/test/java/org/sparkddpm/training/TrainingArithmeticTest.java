package org.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class TrainingArithmeticTest {

  @Test
  void theRateRisesLinearlyAndFallsAlongACosine() {
    WarmupCosine rate = new WarmupCosine(2e-3, 2e-4, 50, 1050);

    assertThat(rate.at(0)).isCloseTo(2e-3 / 50, offset(1e-12));
    assertThat(rate.at(49)).isCloseTo(2e-3, offset(1e-12));
    assertThat(rate.at(50)).isCloseTo(2e-3, offset(1e-12));
    assertThat(rate.at(550)).isCloseTo(1.1e-3, offset(1e-12));
    assertThat(rate.at(1050)).isEqualTo(2e-4);
    assertThat(rate.at(99_999)).isEqualTo(2e-4);
    for (int i = 50; i < 1050; i++) {
      assertThat(rate.at(i + 1)).isLessThan(rate.at(i));
    }
  }

  @Test
  void impossibleRatesAreRefused() {
    assertThatThrownBy(() -> new WarmupCosine(0, 0, 0, 1)).hasMessageContaining("but is 0.0");
    assertThatThrownBy(() -> new WarmupCosine(1e-3, 1e-2, 0, 1)).hasMessageContaining("0.01");
    assertThatThrownBy(() -> new WarmupCosine(1e-3, 0, -1, 1)).hasMessageContaining("-1");
  }

  @Test
  void anAverageKeepsHalfAfterItsHalfLifeHoweverItIsCut() {
    Ema ema = new Ema(1000);
    float[] once = {0, 4};
    float[] often = {0, 4};
    float[] weights = {2, 2};
    long far = 10_000_000;
    ema.update(once, weights, far, 1000);
    for (int i = 0; i < 10; i++) {
      ema.update(often, weights, far, 100);
    }

    assertThat(once[0]).isCloseTo(1, offset(1e-6f));
    assertThat(once[1]).isCloseTo(3, offset(1e-6f));
    assertThat(often[0]).isCloseTo(once[0], offset(1e-5f));
  }

  @Test
  void anAverageForgetsTheRandomStartSoonAndCanBeTurnedOff() {
    assertThat(new Ema(1_000_000).decay(100, 100)).isLessThan(1e-5);
    assertThat(new Ema(0).decay(100_000, 1)).isZero();
    assertThatThrownBy(() -> new Ema(-1)).hasMessageContaining("-1");
  }
}
