package org.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuidanceTest {

  private static final NoiseSchedule SCHEDULE = NoiseSchedules.of("cosine", 100);

  @Test
  void anIntervalHoldsTheLevelsAboveItsLowerBoundUpToItsUpper() {
    NoiseInterval interval = new NoiseInterval(SCHEDULE.sigma(20), SCHEDULE.sigma(40));
    assertThat(IntStream.range(0, 100).filter(t -> interval.contains(SCHEDULE, t)))
        .containsExactly(IntStream.rangeClosed(21, 40).boxed().toArray(Integer[]::new));
    assertThat(IntStream.range(0, 100)).allMatch(t -> NoiseInterval.ALL.contains(SCHEDULE, t));
    // Where data and noise have the same weight.
    assertThat(NoiseSchedules.of("cosine", 1000).sigma(493)).isBetween(0.99, 1.01);
  }

  @Test
  void anIntervalIsReadAsItIsShown() {
    for (String text : new String[] {"all", "0.3:10.0", "0.0:2.5", "0.3:inf"}) {
      assertThat(NoiseInterval.parse(text)).hasToString(text);
    }
    assertThat(NoiseInterval.parse("0.30:10")).isEqualTo(new NoiseInterval(0.3, 10));
    assertThat(NoiseInterval.parse("0:inf")).isEqualTo(NoiseInterval.ALL);
    for (String text : new String[] {"", "1", "1:", ":1", "1:2:3", "-1:2", "inf:1", "a:b"}) {
      assertThatThrownBy(() -> NoiseInterval.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("LOW:HIGH, such as 0.3:10 or 0.3:inf, or all");
    }
    for (String text : new String[] {"2:1", "1:1"}) {
      assertThatThrownBy(() -> NoiseInterval.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("give LOW below HIGH");
    }
  }

  @Test
  void anIntervalOfNoStepIsThatOfAll() {
    // Timesteps 99, 88, ..., 0.
    Visited visited = TimestepSpacings.of(TimestepSpacings.EVEN, SCHEDULE, 10);
    NoiseInterval between = new NoiseInterval(SCHEDULE.sigma(33), SCHEDULE.sigma(43));
    NoiseInterval upToAStep = new NoiseInterval(SCHEDULE.sigma(33), SCHEDULE.sigma(44));
    assertThat(between.orAll(visited)).isEqualTo(NoiseInterval.ALL);
    assertThat(upToAStep.orAll(visited)).isEqualTo(upToAStep);
    assertThat(DefaultSampling.guidance(2, visited))
        .isEqualTo(new Guidance(2, DefaultSampling.GUIDANCE_INTERVAL));
  }

  @Test
  void callsAreCountedByBranchAndPrediction() {
    NoiseInterval middle = new NoiseInterval(SCHEDULE.sigma(30), SCHEDULE.sigma(60));
    Sampler ddim = Samplers.of("ddim", SCHEDULE, 10, 0, true);
    // Timesteps 99, 88, 77, 66, 55, 44, 33, 22, 11, 0, of which three are guided.
    assertThat(Guidance.of(1).callsPerImage(ddim)).isEqualTo(10);
    assertThat(Guidance.of(0).callsPerImage(ddim)).isEqualTo(10);
    assertThat(Guidance.of(1.5).callsPerImage(ddim)).isEqualTo(20);
    assertThat(new Guidance(1.5, middle).callsPerImage(ddim)).isEqualTo(13);
    assertThat(new Guidance(1, middle).callsPerImage(ddim)).isEqualTo(10);
    // Each timestep is predicted at twice, but the first, which is too noisy, and the one after.
    Sampler heun = Samplers.of("heun", SCHEDULE, 10, 0, true);
    assertThat(Guidance.of(1).callsPerImage(heun)).isEqualTo(18);
    assertThat(new Guidance(1.5, middle).callsPerImage(heun)).isEqualTo(24);
    assertThatThrownBy(() -> heun.predictions(10)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
