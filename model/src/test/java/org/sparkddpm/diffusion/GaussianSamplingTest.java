package org.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;

/** With the exact denoiser of normal data, sampling must give back the data's distribution. */
class GaussianSamplingTest {

  private static final Engine LOOPS = Engines.of("loops", EngineSettings.onHost(false));

  private static final double MEAN = 0.3;

  /** The samplers whose steps read x alone, and nothing of the steps before. */
  private static final List<String> ONE_STEP = List.of("ddpm", "ddim");

  private static final double[] ETAS = {0, 0.5, 1};

  private record Moments(double mean, double variance) {}

  @Test
  void theMomentsOfFullSamplingConvergeToTheDatasInFirstOrder() {
    for (String schedule : new String[] {"cosine", "linear-rescaled"}) {
      for (String sampler : ONE_STEP) {
        for (double eta : ETAS) {
          for (double variance : new double[] {0.05, 0.25, 1}) {
            double coarse = error(schedule, 1000, sampler, eta, variance);
            double fine = error(schedule, 2000, sampler, eta, variance);
            String what = schedule + " " + sampler + " eta " + eta + " variance " + variance;
            assertThat(coarse).as(what).isCloseTo(0, within(0.035));
            if (Math.abs(coarse) > 2e-3) {
              assertThat(fine / coarse).as(what).isBetween(0.45, 0.56);
            }
          }
        }
      }
    }
  }

  /** The relative error of the variance, after a check of the mean. */
  private static double error(
      String scheduleName, int timesteps, String samplerName, double eta, double variance) {
    NoiseSchedule schedule = NoiseSchedules.of(scheduleName, timesteps);
    Sampler sampler = Samplers.of(samplerName, schedule, timesteps, eta, false);
    Moments moments = moments(schedule, sampler, variance);
    assertThat(moments.mean).isCloseTo(MEAN, within(0.003));
    return moments.variance / variance - 1;
  }

  @Test
  void varianceBetaIsExactForDataOfUnitVariance() {
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 1000);
    for (int steps : new int[] {50, 200, 1000}) {
      Sampler sampler = Samplers.of("ddpm", schedule, steps, 0, false);
      // All that is missing is the noise that the last step leaves out.
      double missing = 1 - schedule.alphaBar(0);
      assertThat(moments(schedule, sampler, 1).variance).isCloseTo(1 - missing, within(2e-5));
    }
  }

  @Test
  void theMomentsOfRespacedSamplingAreNearTheDatas() {
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 1000);
    for (String name : ONE_STEP) {
      for (double eta : ETAS) {
        for (double variance : new double[] {0.25, 1}) {
          Sampler sampler = Samplers.of(name, schedule, 100, eta, false);
          Moments moments = moments(schedule, sampler, variance);
          assertThat(moments.mean).isCloseTo(MEAN, within(0.003));
          assertThat(moments.variance / variance).isCloseTo(1, within(0.1));
        }
      }
    }
  }

  /** A step is affine, x' = a x + b + s z, so that mean and variance can be followed exactly. */
  private static Moments moments(NoiseSchedule schedule, Sampler sampler, double variance) {
    int size = 24;
    StepProbe probe = new StepProbe(size);
    GaussianDenoiser denoiser = denoiser(schedule, size, variance);
    Denoiser.Batch batch = denoiser.batch(1);
    float[][] after =
        probe.run(
            sampler,
            5,
            0,
            0,
            (step, x) -> {
              Arrays.fill(x, 0);
              x[0] = 1;
              LOOPS.write(x, batch.images());
              LOOPS.write(new float[] {sampler.timestep(step)}, batch.timesteps());
              batch.predict();
              return LOOPS.read(batch.epsilon());
            });
    double mean = 0;
    double actual = 1;
    for (int step = 0; step < after.length; step++) {
      float[] noise = probe.noise(5, 0, 0, step);
      // Two elements as far apart as there are.
      int low = 1;
      int high = 1;
      for (int i = 1; i < size; i++) {
        low = noise[i] < noise[low] ? i : low;
        high = noise[i] > noise[high] ? i : high;
      }
      double deviation =
          ((double) after[step][high] - after[step][low]) / ((double) noise[high] - noise[low]);
      double offset = after[step][low] - deviation * noise[low];
      double slope = after[step][0] - deviation * noise[0] - offset;
      mean = slope * mean + offset;
      actual = slope * slope * actual + deviation * deviation;
    }
    return new Moments(mean, actual);
  }

  private static GaussianDenoiser denoiser(NoiseSchedule schedule, int size, double variance) {
    return new GaussianDenoiser(LOOPS, schedule, size, MEAN, variance);
  }

  @Test
  void generatedSamplesHaveTheDatasMeanAndVariance() {
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 200);
    double variance = 0.25;
    GaussianDenoiser denoiser = denoiser(schedule, 100, variance);
    int[] labels = new int[200];
    long[] indices = new long[200];
    Arrays.setAll(indices, i -> i);
    Arrays.fill(labels, 1);
    for (String name : Samplers.names()) {
      Sampler sampler = Samplers.of(name, schedule, 200, 0, false);
      float[] samples =
          new ImageGenerator(denoiser, sampler, Guidance.of(1))
              .generate(3, labels, indices, StepListener.NONE);
      double mean = 0;
      double square = 0;
      for (float sample : samples) {
        mean += sample;
        square += sample * sample;
      }
      mean /= samples.length;
      double sampleVariance = square / samples.length - mean * mean;
      // 20,000 values: deviations of the mean 0.0035, of the variance 0.0025, and discretisation.
      assertThat(mean).as(name).isCloseTo(MEAN + GaussianDenoiser.SHIFT, within(0.02));
      assertThat(sampleVariance).as(name).isCloseTo(variance, within(0.02));
    }
  }

  @Test
  void guidanceMovesTheMeanByItsScale() {
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 200);
    GaussianDenoiser denoiser = new GaussianDenoiser(LOOPS, schedule, 50, 0, 0.25);
    Sampler sampler = Samplers.of("ddim", schedule, 200, 0, false);
    int[] labels = new int[100];
    long[] indices = new long[100];
    Arrays.setAll(indices, i -> i);
    for (double scale : new double[] {0, 1, 2, 3}) {
      // Label 2 moves the mean by two shifts; without a label it stays.
      Arrays.fill(labels, 2);
      float[] samples =
          new ImageGenerator(denoiser, sampler, Guidance.of(scale))
              .generate(4, labels, indices, StepListener.NONE);
      double mean = 0;
      for (float sample : samples) {
        mean += sample;
      }
      assertThat(mean / samples.length).isCloseTo(scale * 2 * GaussianDenoiser.SHIFT, within(0.04));
    }
  }
}
