package org.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/** One step of every sampler against its paper's formula in double precision. */
class SamplersTest {

  private static final double[] ETAS = {0, 0.3, 0.7, 1};

  @Test
  void subsetsAreEvenlySpacedFromTheNoisiestToTheCleanest() {
    for (int timesteps : new int[] {2, 3, 10, 200, 1000}) {
      NoiseSchedule schedule = NoiseSchedules.of("cosine", timesteps);
      for (int steps = 1; steps <= timesteps; steps++) {
        Sampler sampler = Samplers.of("ddim", schedule, steps, 0, true);
        assertThat(sampler.steps()).isEqualTo(steps);
        assertThat(sampler.timestep(0)).isEqualTo(timesteps - 1);
        double gap = (timesteps - 1.0) / Math.max(1, steps - 1);
        for (int step = 1; step < steps; step++) {
          assertThat(sampler.timestep(step)).isLessThan(sampler.timestep(step - 1));
          assertThat((double) sampler.timestep(step))
              .isCloseTo(timesteps - 1 - step * gap, within(0.5 + 1e-9));
        }
        if (steps > 1) {
          assertThat(sampler.timestep(steps - 1)).isZero();
        }
        if (steps == timesteps) {
          for (int step = 0; step < steps; step++) {
            assertThat(sampler.timestep(step)).isEqualTo(timesteps - 1 - step);
          }
        }
      }
    }
  }

  @Test
  void ancestralSamplingIsTheArticlesFormula() {
    for (String name : NoiseSchedules.names()) {
      NoiseSchedule schedule = NoiseSchedules.of(name, 200);
      Sampler sampler = Samplers.of("ddpm", schedule, 200, 0, false);
      Probes probes = new Probes(sampler);
      for (int step = 0; step < 200; step++) {
        Probe probe = probes.of(step);
        float[] actual = probes.after(step);
        int t = sampler.timestep(step);
        for (int i = 0; i < actual.length; i++) {
          double alpha = schedule.alpha(t);
          double z = t == 0 ? 0 : probe.noise[i];
          double share = (1 - alpha) / Math.sqrt(1 - schedule.alphaBar(t));
          double expected =
              (probe.x[i] - share * probe.epsilon[i]) / Math.sqrt(alpha)
                  + Math.sqrt(schedule.beta(t)) * z;
          assertClose(actual[i], expected);
        }
      }
    }
  }

  @Test
  void ancestralSamplingOfASubsetRespacesTheBetas() {
    for (String name : NoiseSchedules.names()) {
      NoiseSchedule schedule = NoiseSchedules.of(name, 200);
      for (int steps : new int[] {2, 7, 50, 199}) {
        Sampler sampler = Samplers.of("ddpm", schedule, steps, 0, false);
        Probes probes = new Probes(sampler);
        for (int step = 0; step < steps; step++) {
          double alphaBar = schedule.alphaBar(sampler.timestep(step));
          double alpha = alphaBar / next(schedule, sampler, step);
          Probe probe = probes.of(step);
          float[] actual = probes.after(step);
          for (int i = 0; i < actual.length; i++) {
            double z = step == steps - 1 ? 0 : probe.noise[i];
            double share = (1 - alpha) / Math.sqrt(1 - alphaBar);
            double expected =
                (probe.x[i] - share * probe.epsilon[i]) / Math.sqrt(alpha)
                    + Math.sqrt(1 - alpha) * z;
            assertClose(actual[i], expected);
          }
        }
      }
    }
  }

  @Test
  void clippedAncestralSamplingTakesThePosteriorOfTheClippedData() {
    for (String name : NoiseSchedules.names()) {
      NoiseSchedule schedule = NoiseSchedules.of(name, 200);
      for (int steps : new int[] {1, 13, 200}) {
        Sampler sampler = Samplers.of("ddpm", schedule, steps, 0, true);
        Probes probes = new Probes(sampler);
        for (int step = 0; step < steps; step++) {
          double alphaBar = schedule.alphaBar(sampler.timestep(step));
          double next = next(schedule, sampler, step);
          double beta = 1 - alphaBar / next;
          Probe probe = probes.of(step);
          float[] actual = probes.after(step);
          for (int i = 0; i < actual.length; i++) {
            double z = step == steps - 1 ? 0 : probe.noise[i];
            double expected =
                posteriorMean(clipped(probe, i, alphaBar), probe.x[i], alphaBar, next)
                    + Math.sqrt(beta) * z;
            assertClose(actual[i], expected);
          }
        }
      }
    }
  }

  @Test
  void implicitSamplingIsEquation12() {
    NoiseSchedule schedule = NoiseSchedules.of("linear-rescaled", 200);
    for (double eta : ETAS) {
      for (int steps : new int[] {1, 2, 20, 200}) {
        Sampler sampler = Samplers.of("ddim", schedule, steps, eta, false);
        Probes probes = new Probes(sampler);
        for (int step = 0; step < steps; step++) {
          double alphaBar = schedule.alphaBar(sampler.timestep(step));
          double next = next(schedule, sampler, step);
          double sigma =
              eta * Math.sqrt((1 - next) / (1 - alphaBar)) * Math.sqrt(1 - alphaBar / next);
          Probe probe = probes.of(step);
          float[] actual = probes.after(step);
          for (int i = 0; i < actual.length; i++) {
            double expected =
                Math.sqrt(next) * data(probe, i, alphaBar)
                    + Math.sqrt(Math.max(0, 1 - next - sigma * sigma)) * probe.epsilon[i]
                    + sigma * probe.noise[i];
            assertClose(actual[i], expected);
          }
        }
      }
    }
  }

  @Test
  void implicitSamplingWithEtaOneIsAncestralWithThePosteriorsVariance() {
    for (String name : NoiseSchedules.names()) {
      NoiseSchedule schedule = NoiseSchedules.of(name, 200);
      for (boolean clip : new boolean[] {false, true}) {
        Sampler implicit = Samplers.of("ddim", schedule, 200, 1, clip);
        Probes probes = new Probes(implicit);
        for (int step = 0; step < 200; step++) {
          int t = implicit.timestep(step);
          double alphaBar = schedule.alphaBar(t);
          Probe probe = probes.of(step);
          float[] actual = probes.after(step);
          for (int i = 0; i < actual.length; i++) {
            double x0 = clip ? clipped(probe, i, alphaBar) : data(probe, i, alphaBar);
            double expected =
                posteriorMean(x0, probe.x[i], alphaBar, schedule.alphaBarPrevious(t))
                    + Math.sqrt(schedule.posteriorVariance(t)) * probe.noise[i];
            assertClose(actual[i], expected);
          }
        }
      }
    }
  }

  @Test
  void clippedImplicitSamplingKeepsDataAndNoiseConsistent() {
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 100);
    Sampler sampler = Samplers.of("ddim", schedule, 10, 0, true);
    Probes probes = new Probes(sampler);
    for (int step = 0; step < 10; step++) {
      double alphaBar = schedule.alphaBar(sampler.timestep(step));
      double next = next(schedule, sampler, step);
      Probe probe = probes.of(step);
      float[] actual = probes.after(step);
      for (int i = 0; i < actual.length; i++) {
        double x0 = clipped(probe, i, alphaBar);
        double held = (probe.x[i] - Math.sqrt(alphaBar) * x0) / Math.sqrt(1 - alphaBar);
        assertClose(actual[i], Math.sqrt(next) * x0 + Math.sqrt(1 - next) * held);
      }
    }
  }

  @Test
  void clippedSamplingEndsInTheDataRange() {
    for (String name : Samplers.names()) {
      Sampler sampler = Samplers.of(name, NoiseSchedules.of("cosine", 50), 9, 0.5, true);
      float[] last = new Probes(sampler).after(8);
      for (float value : last) {
        assertThat(value).isBetween(-1f, 1f);
      }
    }
  }

  @Test
  void freshNoiseIsAddedOnlyWhereItIsNeeded() {
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 40);
    for (int steps : new int[] {1, 2, 11, 40}) {
      for (double eta : ETAS) {
        for (String name : Samplers.names()) {
          Sampler sampler = Samplers.of(name, schedule, steps, eta, true);
          Probes one = new Probes(sampler, 1);
          Probes other = new Probes(sampler, 2);
          for (int step = 0; step < steps; step++) {
            boolean noisy = name.equals("ddpm") || (name.equals("ddim") && eta > 0);
            boolean needed = step < steps - 1 && noisy;
            assertThat(Arrays.equals(one.after(step), other.after(step))).isEqualTo(!needed);
          }
        }
      }
    }
  }

  @Test
  void extremeSchedulesStayFinite() {
    for (String name : NoiseSchedules.names()) {
      for (int timesteps : new int[] {2, 3, 5, 4000, 10_000}) {
        NoiseSchedule schedule = NoiseSchedules.of(name, timesteps);
        for (int steps : new int[] {1, 2, Math.min(timesteps, 50)}) {
          for (String kind : Samplers.names()) {
            Sampler sampler = Samplers.of(kind, schedule, steps, 1, true);
            for (float[] after : new Probes(sampler).after) {
              for (float value : after) {
                assertThat(value).isFinite();
              }
            }
          }
        }
      }
    }
  }

  @Test
  void badArgumentsAreRefused() {
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 100);
    assertThatThrownBy(() -> Samplers.of("euler", schedule, 10, 0, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'euler'")
        .hasMessageContaining("ddpm, ddim, dpmpp-2m, unipc, heun");
    for (int steps : new int[] {-1, 0, 101}) {
      assertThatThrownBy(() -> Samplers.of("ddpm", schedule, steps, 0, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(steps + " steps")
          .hasMessageContaining("1..100");
    }
    for (double eta : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> Samplers.of("ddim", schedule, 10, eta, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("eta is " + eta);
    }
    Sampler sampler = Samplers.of("ddpm", schedule, 10, 0, true);
    for (int step : new int[] {-1, 10}) {
      assertThatThrownBy(() -> sampler.timestep(step))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("step " + step)
          .hasMessageContaining("0..9");
    }
  }

  private static double next(NoiseSchedule schedule, Sampler sampler, int step) {
    return step == sampler.steps() - 1 ? 1 : schedule.alphaBar(sampler.timestep(step + 1));
  }

  private static double data(Probe probe, int i, double alphaBar) {
    return (probe.x[i] - Math.sqrt(1 - alphaBar) * probe.epsilon[i]) / Math.sqrt(alphaBar);
  }

  private static double clipped(Probe probe, int i, double alphaBar) {
    return Math.max(-1, Math.min(1, data(probe, i, alphaBar)));
  }

  private static double posteriorMean(double x0, double x, double alphaBar, double next) {
    double alpha = alphaBar / next;
    return Math.sqrt(next) * (1 - alpha) / (1 - alphaBar) * x0
        + Math.sqrt(alpha) * (1 - next) / (1 - alphaBar) * x;
  }

  private static void assertClose(float actual, double expected) {
    assertThat((double) actual).isCloseTo(expected, within(2e-5 * Math.max(1, Math.abs(expected))));
  }

  /** Random inputs of each step of a sampler, and what it made of them. */
  private static final class Probes {
    final StepProbe images = new StepProbe(24);
    final long seed;
    final float[][] after;

    Probes(Sampler sampler) {
      this(sampler, 77);
    }

    Probes(Sampler sampler, long seed) {
      this.seed = seed;
      this.after =
          images.run(
              sampler,
              seed,
              3,
              5,
              (step, x) -> {
                Probe probe = of(step);
                System.arraycopy(probe.x, 0, x, 0, x.length);
                return probe.epsilon;
              });
    }

    Probe of(int step) {
      return new Probe(step, images.noise(seed, 3, 5, step));
    }

    float[] after(int step) {
      return after[step];
    }
  }

  /** Random inputs of one step. */
  private static final class Probe {
    final float[] x = new float[24];
    final float[] epsilon = new float[24];
    final float[] noise;

    Probe(int id, float[] noise) {
      this.noise = noise;
      RandomStream random = RandomStream.of(77, Purpose.DRAWING, id);
      random.fillGaussian(x, 0, x.length);
      random.fillGaussian(epsilon, 0, epsilon.length);
    }
  }
}
