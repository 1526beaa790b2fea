package org.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimestepSpacingsTest {

  private static final NoiseSchedule COSINE = NoiseSchedules.of("cosine", 1000);

  @Test
  void everySpacingVisitsAsManyTimestepsAsStepsEachBelowTheOneBefore() {
    for (String name : TimestepSpacings.names()) {
      for (String schedule : NoiseSchedules.names()) {
        for (int timesteps : new int[] {2, 3, 20, 200}) {
          NoiseSchedule of = NoiseSchedules.of(schedule, timesteps);
          for (int steps = 1; steps <= timesteps; steps++) {
            Visited visited = TimestepSpacings.of(name, of, steps);
            assertThat(visited.steps()).isEqualTo(steps);
            assertThat(visited.schedule()).isSameAs(of);
            assertThat(visited.timestep(0)).isLessThan(timesteps);
            for (int step = 1; step < steps; step++) {
              assertThat(visited.timestep(step)).isLessThan(visited.timestep(step - 1));
            }
            assertThat(visited.timestep(steps - 1)).isNotNegative();
          }
        }
      }
    }
  }

  @Test
  void evenStepsEndInTheCleanestTimestepAndTrailingStepsInData() {
    assertThat(timesteps("even", 5)).containsExactly(999, 749, 500, 250, 0);
    assertThat(timesteps("even", 1)).containsExactly(999);
    assertThat(timesteps("trailing", 5)).containsExactly(999, 799, 599, 399, 199);
    assertThat(timesteps("trailing", 3)).containsExactly(999, 666, 332);
    assertThat(timesteps("trailing", 1)).containsExactly(999);
    assertThat(timesteps("trailing", 1000)).isEqualTo(timesteps("even", 1000));
  }

  @Test
  void quadraticStepsShrinkTowardsData() {
    assertThat(timesteps("quadratic", 5)).containsExactly(999, 562, 250, 62, 0);
    assertThat(timesteps("quadratic", 1)).containsExactly(999);
    // Finer than the timesteps: the next ones that are free.
    assertThat(timesteps("quadratic", 200)).startsWith(999, 989, 979).endsWith(3, 2, 1, 0);
  }

  @Test
  void levelsAreEvenInTheLogarithmOrInTheSeventhRootOfSigma() {
    assertEven("log-snr", Math::log);
    assertEven("karras", sigma -> Math.pow(sigma, 1 / 7.0));
  }

  /** The levels of the visited timesteps are even up to half of the gap between timesteps. */
  private static void assertEven(String name, DoubleUnaryOperator scale) {
    int steps = 9;
    Visited visited = TimestepSpacings.of(name, COSINE, steps);
    double first = scale.applyAsDouble(80);
    double last = scale.applyAsDouble(COSINE.sigma(0));
    for (int step = 0; step < steps; step++) {
      int timestep = visited.timestep(step);
      double gap =
          scale.applyAsDouble(COSINE.sigma(Math.min(999, timestep + 1)))
              - scale.applyAsDouble(COSINE.sigma(Math.max(0, timestep - 1)));
      assertThat(scale.applyAsDouble(COSINE.sigma(timestep)))
          .as("%s, step %d", name, step)
          .isCloseTo(first + (last - first) * step / (steps - 1), within(0.6 * gap));
    }
    assertThat(visited.timestep(steps - 1)).isZero();
  }

  @Test
  void aScheduleThatEndsBelowEightyIsBegunAtItsEnd() {
    NoiseSchedule linear = NoiseSchedules.of("linear", 200);
    assertThat(linear.sigma(199)).isLessThan(80);
    assertThat(TimestepSpacings.of("karras", linear, 6).timestep(0)).isEqualTo(199);
    assertThat(COSINE.sigma(timesteps("log-snr", 4)[0])).isCloseTo(80, within(4.0));
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatThrownBy(() -> TimestepSpacings.of("cubic", COSINE, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'cubic'")
        .hasMessageContaining("even, trailing, quadratic, log-snr, karras");
    for (int steps : new int[] {0, 1001}) {
      assertThatThrownBy(() -> TimestepSpacings.of("karras", COSINE, steps))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(steps + " steps")
          .hasMessageContaining("1..1000");
    }
  }

  private static int[] timesteps(String name, int steps) {
    Visited visited = TimestepSpacings.of(name, COSINE, steps);
    return IntStream.range(0, steps).map(visited::timestep).toArray();
  }
}
