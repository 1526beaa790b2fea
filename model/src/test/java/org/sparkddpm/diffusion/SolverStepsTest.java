package org.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/**
 * The steps of solvers with history or two predictions against their papers' formulas, in double
 * precision, each step from an x and a prediction of its own.
 */
class SolverStepsTest {

  private static final int SIZE = 12;

  @ParameterizedTest
  @CsvSource({
    "1, even, false",
    "2, even, true",
    "7, even, false",
    "7, trailing, true",
    "30, karras, false"
  })
  void dpmSolverIsItsAlgorithm2(int steps, String spacing, boolean clip) {
    Way way = new Way("dpmpp-2m", steps, spacing, clip);
    for (int step = 0; step < steps - 1; step++) {
      for (int i = 0; i < SIZE; i++) {
        double mean = way.data[step][i];
        if (step > 0) {
          double r = way.h(step - 1) / way.h(step);
          mean = (1 + 1 / (2 * r)) * mean - way.data[step - 1][i] / (2 * r);
        }
        double expected =
            way.noise(step + 1) / way.noise(step) * way.x[step][i]
                - way.signal(step + 1) * Math.expm1(-way.h(step)) * mean;
        way.assertClose(step, i, expected);
      }
    }
    way.assertEndsInItsPrediction();
  }

  @ParameterizedTest
  @CsvSource({
    "1, even, false",
    "2, even, true",
    "7, even, false",
    "7, trailing, true",
    "30, karras, false"
  })
  void unifiedPredictorCorrectorIsItsAlgorithm(int steps, String spacing, boolean clip) {
    Way way = new Way("unipc", steps, spacing, clip);
    double[][] start = new double[steps][SIZE];
    for (int step = 0; step < steps - 1; step++) {
      for (int i = 0; i < SIZE; i++) {
        start[step][i] = step == 0 ? way.x[0][i] : corrected(way, start, step - 1, i);
        way.assertClose(step, i, predicted(way, start, step, i));
      }
    }
    way.assertEndsInItsPrediction();
  }

  /** UniP of order 2, of order 1 in the first step. */
  private static double predicted(Way way, double[][] start, int step, int i) {
    double all = euler(way, start, step, i);
    if (step == 0) {
      return all;
    }
    double r = -way.h(step - 1) / way.h(step);
    double slope = (way.data[step - 1][i] - way.data[step][i]) / r;
    return all - way.signal(step + 1) * Math.expm1(-way.h(step)) * 0.5 * slope;
  }

  /** UniC of order 2, of order 1 for the first step: the end of a step, again. */
  private static double corrected(Way way, double[][] start, int step, int i) {
    double all = euler(way, start, step, i);
    double b = Math.expm1(-way.h(step));
    double end = way.data[step + 1][i] - way.data[step][i];
    if (step == 0) {
      return all - way.signal(step + 1) * b * 0.5 * end;
    }
    double r = -way.h(step - 1) / way.h(step);
    double slope = (way.data[step - 1][i] - way.data[step][i]) / r;
    double hh = -way.h(step);
    double phi2 = b / hh - 1;
    double phi3 = phi2 / hh - 0.5;
    // [1 1; r 1] rho = [phi2; 2 phi3] / B(h), by Cramer's rule.
    double determinant = 1 - r;
    double ofSlope = (phi2 - 2 * phi3) / b / determinant;
    double ofEnd = (2 * phi3 - r * phi2) / b / determinant;
    return all - way.signal(step + 1) * b * (ofSlope * slope + ofEnd * end);
  }

  private static double euler(Way way, double[][] start, int step, int i) {
    return way.noise(step + 1) / way.noise(step) * start[step][i]
        - way.signal(step + 1) * Math.expm1(-way.h(step)) * way.data[step][i];
  }

  @ParameterizedTest
  @CsvSource({
    "1, even, false",
    "2, even, true",
    "7, even, false",
    "7, trailing, true",
    "30, karras, false"
  })
  void heunsMethodIsItsAlgorithm1(int steps, String spacing, boolean clip) {
    Way way = new Way("heun", steps, spacing, clip);
    for (int step = 0; step < steps - 1; step++) {
      double sigma = way.noise(step) / way.signal(step);
      double next = way.noise(step + 1) / way.signal(step + 1);
      for (int i = 0; i < SIZE; i++) {
        double y = way.x[step][i] / way.signal(step);
        double slope = (y - way.data[step][i]) / sigma;
        double trial = y + (next - sigma) * slope;
        // The test's denoiser predicts the same noise again.
        double data = way.clipped(trial - next * way.epsilon[step][i]);
        // The paper begins at 80; Euler's steps lead there.
        double mean = sigma > 80 ? slope : (slope + (trial - data) / next) / 2;
        way.assertClose(step, i, way.signal(step + 1) * (y + (next - sigma) * mean));
      }
    }
    way.assertEndsInItsPrediction();
  }

  /** What every step of a sampler was given and what it made of that. */
  private static final class Way {
    final NoiseSchedule schedule = NoiseSchedules.of("cosine", 200);
    final Visited visited;
    final boolean clip;
    final float[][] x;
    final float[][] epsilon;
    final double[][] data;
    final float[][] after;

    Way(String name, int steps, String spacing, boolean clip) {
      this.visited = TimestepSpacings.of(spacing, schedule, steps);
      this.clip = clip;
      this.x = new float[steps][SIZE];
      this.epsilon = new float[steps][SIZE];
      this.data = new double[steps][SIZE];
      for (int step = 0; step < steps; step++) {
        RandomStream random = RandomStream.of(78, Purpose.DRAWING, step);
        random.fillGaussian(x[step], 0, SIZE);
        random.fillGaussian(epsilon[step], 0, SIZE);
        for (int i = 0; i < SIZE; i++) {
          data[step][i] = clipped((x[step][i] - noise(step) * epsilon[step][i]) / signal(step));
        }
      }
      this.after =
          new StepProbe(SIZE)
              .run(
                  Samplers.of(name, visited, 0, clip),
                  1,
                  0,
                  0,
                  (step, given) -> {
                    System.arraycopy(x[step], 0, given, 0, SIZE);
                    return epsilon[step];
                  });
    }

    double signal(int step) {
      return Math.sqrt(schedule.alphaBar(visited.timestep(step)));
    }

    double noise(int step) {
      return Math.sqrt(1 - schedule.alphaBar(visited.timestep(step)));
    }

    /** How much the logarithm of signal over noise rises in a step. */
    double h(int step) {
      return Math.log(signal(step + 1) / noise(step + 1)) - Math.log(signal(step) / noise(step));
    }

    double clipped(double value) {
      return clip ? Math.max(-1, Math.min(1, value)) : value;
    }

    void assertClose(int step, int i, double expected) {
      double magnitude = Math.max(1, Math.abs(expected));
      assertThat((double) after[step][i])
          .as("value %d after step %d", i, step)
          .isCloseTo(expected, within(5e-5 * magnitude));
    }

    void assertEndsInItsPrediction() {
      int last = visited.steps() - 1;
      for (int i = 0; i < SIZE; i++) {
        assertClose(last, i, data[last][i]);
      }
    }
  }
}
