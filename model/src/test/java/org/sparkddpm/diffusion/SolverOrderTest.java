package org.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/** Solvers must come as near to the exact flow of normal data as their order says. */
class SolverOrderTest {

  private static final int LAST = 960;
  private static final int LABEL = 2;
  private static final int SIZE = 50;
  private static final long SEED = 11;

  private final Engine engine = Engines.of("loops", EngineSettings.onHost(false));
  private final NoiseSchedule schedule = evenInLogRatio();
  private final GaussianDenoiser denoiser = new GaussianDenoiser(engine, schedule, SIZE, 0.3, 0.1);

  /** The logarithm of signal over noise falls from 1.5 to -1.5 in equal steps. */
  private static NoiseSchedule evenInLogRatio() {
    double[] beta = new double[LAST + 1];
    double before = 1;
    for (int t = 0; t <= LAST; t++) {
      double alphaBar = 1 / (1 + Math.exp(-2 * (1.5 - 3.0 * t / LAST)));
      beta[t] = 1 - alphaBar / before;
      before = alphaBar;
    }
    return new NoiseSchedule("even", beta);
  }

  @ParameterizedTest
  @CsvSource({"ddim, 1", "dpmpp-2m, 2", "heun, 2", "unipc, 3"})
  void aSolverHasItsOrder(String name, int order) {
    double coarse = error(denoiser, sampler(name, 31));
    double fine = error(denoiser, sampler(name, 61));
    double finest = error(denoiser, sampler(name, 121));
    assertThat(Math.log(coarse / fine) / Math.log(2)).isBetween(order - 0.25, order + 0.25);
    assertThat(Math.log(fine / finest) / Math.log(2)).isBetween(order - 0.2, order + 0.2);
    assertThat(coarse).isLessThan(0.03 / order);
  }

  private Sampler sampler(String name, int steps) {
    return Samplers.of(name, schedule, steps, 0, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dpmpp-2m", "unipc", "heun"})
  void inTwentyStepsOfASchedulesOwnHigherOrdersAreNearerToTheFlow(String name) {
    NoiseSchedule cosine = NoiseSchedules.of("cosine", 1000);
    GaussianDenoiser data = new GaussianDenoiser(engine, cosine, SIZE, -0.2, 0.1);
    for (String spacing : List.of("trailing", "quadratic")) {
      Visited visited = TimestepSpacings.of(spacing, cosine, 20);
      double first = error(data, Samplers.of("ddim", visited, 0, false));
      double higher = error(data, Samplers.of(name, visited, 0, false));
      assertThat(higher).as(spacing).isLessThan(0.015).isLessThan(first / 4);
    }
  }

  /** The greatest distance from where the exact flow leads, then the step to data. */
  private static double error(GaussianDenoiser denoiser, Sampler sampler) {
    ImageGenerator generator = new ImageGenerator(denoiser, sampler, Guidance.of(1));
    float[] samples = generate(generator);
    // What is kept between steps must not reach the next images.
    generator.generate(3, new int[] {7}, new long[] {9}, StepListener.NONE);
    assertThat(generate(generator)).isEqualTo(samples);
    float[] noise = new float[SIZE];
    RandomStream.of(SEED, Purpose.SAMPLE_NOISE, LABEL, 4, -1).fillGaussian(noise, 0, SIZE);
    int last = sampler.timestep(sampler.steps() - 1);
    double[] errors = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double cleanest = denoiser.flow(noise[i], sampler.timestep(0), last, LABEL);
      errors[i] = Math.abs(samples[i] - denoiser.meanOfData(cleanest, last, LABEL));
    }
    return Arrays.stream(errors).max().orElseThrow();
  }

  private static float[] generate(ImageGenerator generator) {
    return generator.generate(SEED, new int[] {LABEL}, new long[] {4}, StepListener.NONE);
  }
}
