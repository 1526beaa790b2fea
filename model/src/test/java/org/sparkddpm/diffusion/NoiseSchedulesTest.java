package org.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NoiseSchedulesTest {

  private static final int[] LENGTHS = {2, 3, 7, 20, 50, 200, 1000, 4000, 10_000};

  @Test
  void linearBetasAreTheArticlesWhateverTheLength() {
    for (int timesteps : LENGTHS) {
      NoiseSchedule schedule = NoiseSchedules.of("linear", timesteps);
      double step = (0.02 - 1e-4) / (timesteps - 1);
      double sum = 0;
      for (int t = 0; t < timesteps; t++) {
        assertThat(schedule.beta(t)).isCloseTo(1e-4 + t * step, within(1e-15));
        sum += schedule.beta(t);
      }
      assertThat(schedule.beta(0)).isEqualTo(1e-4);
      assertThat(schedule.beta(timesteps - 1)).isEqualTo(0.02);
      assertThat(sum).isCloseTo(timesteps * (1e-4 + 0.02) / 2, within(1e-9));
    }
  }

  @Test
  void rescaledBetasAreThoseTimesThousandOverT() {
    for (int timesteps : LENGTHS) {
      NoiseSchedule linear = NoiseSchedules.of("linear", timesteps);
      NoiseSchedule rescaled = NoiseSchedules.of("linear-rescaled", timesteps);
      for (int t = 0; t < timesteps; t++) {
        double expected = Math.min(linear.beta(t) * 1000 / timesteps, 0.999);
        assertThat(rescaled.beta(t)).isCloseTo(expected, within(1e-15));
      }
    }
    assertThat(NoiseSchedules.of("linear-rescaled", 5).beta(4)).isEqualTo(0.999);
  }

  @Test
  void cosineAlphaBarIsTheClosedFormUntilTheClip() {
    for (int timesteps : LENGTHS) {
      NoiseSchedule schedule = NoiseSchedules.of("cosine", timesteps);
      int clipped = 0;
      for (int t = 0; t < timesteps; t++) {
        double ratio = cosine(t + 1, timesteps) / cosine(t, timesteps);
        if (1 - ratio > 0.999) {
          clipped++;
          assertThat(schedule.beta(t)).isEqualTo(0.999);
          assertThat(schedule.alphaBar(t))
              .isCloseTo(0.001 * schedule.alphaBarPrevious(t), within(1e-15));
        } else {
          double expected = cosine(t + 1, timesteps) / cosine(0, timesteps);
          assertThat(schedule.alphaBar(t)).isCloseTo(expected, within(1e-12));
          assertThat(schedule.beta(t)).isCloseTo(1 - ratio, within(1e-14));
        }
      }
      assertThat(clipped).as("clipped betas at T = %d", timesteps).isEqualTo(1);
    }
  }

  private static double cosine(int t, int timesteps) {
    double root = Math.cos(((double) t / timesteps + 0.008) / 1.008 * Math.PI / 2);
    return root * root;
  }

  @Test
  void derivedQuantitiesFollowFromTheBetas() {
    for (String name : NoiseSchedules.names()) {
      for (int timesteps : LENGTHS) {
        NoiseSchedule schedule = NoiseSchedules.of(name, timesteps);
        assertThat(schedule.name()).isEqualTo(name);
        assertThat(schedule.timesteps()).isEqualTo(timesteps);
        double logOfProduct = 0;
        double before = 1;
        for (int t = 0; t < timesteps; t++) {
          double beta = schedule.beta(t);
          double alphaBar = schedule.alphaBar(t);
          logOfProduct += Math.log1p(-beta);
          assertThat(beta).isGreaterThan(0).isLessThan(1);
          assertThat(schedule.alpha(t)).isEqualTo(1 - beta);
          assertThat(alphaBar / Math.exp(logOfProduct)).isCloseTo(1, within(1e-11));
          assertThat(alphaBar).isLessThan(before).isGreaterThan(0);
          assertThat(schedule.alphaBarPrevious(t)).isEqualTo(before);
          assertThat(schedule.posteriorVariance(t))
              .isCloseTo(beta * (1 - before) / (1 - alphaBar), within(1e-15))
              .isLessThanOrEqualTo(beta);
          before = alphaBar;
        }
        assertThat(schedule.posteriorVariance(0)).isZero();
      }
    }
  }

  @Test
  void onlyTheArticlesShortScheduleEndsShortOfNoise() {
    assertThat(NoiseSchedules.of("linear", 200).alphaBar(199)).isCloseTo(0.1322, within(1e-3));
    assertThat(NoiseSchedules.of("linear", 1000).alphaBar(999)).isCloseTo(4.04e-5, within(1e-7));
    for (int timesteps : LENGTHS) {
      assertThat(NoiseSchedules.of("linear-rescaled", timesteps).alphaBar(timesteps - 1))
          .isLessThan(1e-3);
      assertThat(NoiseSchedules.of("cosine", timesteps).alphaBar(timesteps - 1)).isLessThan(1e-3);
    }
  }

  @Test
  void unknownNamesAndBadLengthsAreRefused() {
    for (String name : new String[] {"", "Cosine", "sigmoid"}) {
      assertThatThrownBy(() -> NoiseSchedules.of(name, 100))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + name + "'")
          .hasMessageContaining("linear, linear-rescaled, cosine");
    }
    for (int timesteps : new int[] {Integer.MIN_VALUE, -1, 0, 1, 10_001, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> NoiseSchedules.of("cosine", timesteps))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(timesteps + " timesteps")
          .hasMessageContaining("linear, linear-rescaled, cosine")
          .hasMessageContaining("2..10000");
    }
  }

  @Test
  void timestepsOutsideAreRefused() {
    NoiseSchedule schedule = NoiseSchedules.of("linear", 10);
    for (int t : new int[] {-1, 10}) {
      assertThatThrownBy(() -> schedule.beta(t)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> schedule.alpha(t)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> schedule.alphaBar(t))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("timestep " + t)
          .hasMessageContaining("0..9");
      assertThatThrownBy(() -> schedule.alphaBarPrevious(t))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> schedule.posteriorVariance(t))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void betasOutsideZeroToOneAreRefused() {
    for (double beta : new double[] {0, 1, -0.1, Double.NaN}) {
      assertThatThrownBy(() -> new NoiseSchedule("own", new double[] {0.1, beta}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("beta(1)")
          .hasMessageContaining(String.valueOf(beta));
    }
  }
}
