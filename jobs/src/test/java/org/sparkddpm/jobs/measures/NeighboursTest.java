package org.sparkddpm.jobs.measures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

class NeighboursTest {

  /** Four real images on a line. */
  private static final float[] REAL = {0, 0, 1, 0, 2, 0, 6, 0};

  private final SquaredDistances plane = distances(2);

  @Test
  void radiiReachToTheKthNeighbour() {
    assertThat(NeighbourRadii.of(plane, REAL, 0, 4, 1)).containsExactly(1, 1, 1, 16);
    assertThat(NeighbourRadii.of(plane, REAL, 0, 4, 2)).containsExactly(4, 1, 4, 25);
    assertThat(NeighbourRadii.of(plane, REAL, 2, 2, 3)).containsExactly(16, 36);
  }

  @Test
  void densityAndCoverageOfPointsByHand() {
    float[] radii = {1, 1, 1, 16};
    // 0.5 lies in the balls of 0 and 1; 1.5 in those of 1 and 2; 9 in that of 6; 20 in none.
    DensityCoverage some = DensityCoverage.of(plane, new float[] {0.5f, 0, 1.5f, 0}, REAL, radii);
    DensityCoverage more = DensityCoverage.of(plane, new float[] {9, 0, 20, 0}, REAL, radii);
    assertThat(some.density(1, 2)).isEqualTo(2);
    assertThat(some.coverage(4)).isEqualTo(new Share(3, 4));
    DensityCoverage all = DensityCoverage.none().plus(some).plus(more);
    assertThat(all.density(1, 4)).isEqualTo(5 / 4.0);
    assertThat(all.coverage(4)).isEqualTo(new Share(4, 4));
  }

  @Test
  void samplesOfTheSameDistributionHaveDensityOneAndCoverageAsPublished() {
    int count = 1500;
    SquaredDistances distances = distances(8);
    float[] real = normal(1, count * 8);
    float[] samples = normal(2, count * 8);
    float[] radii = NeighbourRadii.of(distances, real, 0, count, 5);
    DensityCoverage found = DensityCoverage.of(distances, samples, real, radii);
    assertThat(found.density(5, count)).isCloseTo(1, offset(0.06));
    // Naeem et al. 2020, lemma 2: 1 - 2^-k as the sets grow.
    assertThat(found.coverage(count).value()).isCloseTo(1 - Math.pow(2, -5), offset(0.02));
  }

  @Test
  void distancesAreThoseOfTheDefinition() {
    float[] a = normal(3, 300 * 50);
    float[] b = normal(4, 1100 * 50);
    double[] worst = new double[1];
    distances(50)
        .between(
            a,
            b,
            (firstRow, rows, firstColumn, columns, squares, stride) -> {
              for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                  double expected = square(a, firstRow + i, b, firstColumn + j, 50);
                  worst[0] =
                      Math.max(worst[0], Math.abs(squares[i * stride + j] - expected) / expected);
                }
              }
            });
    assertThat(worst[0]).isBetween(1e-12, 1e-4);
  }

  private static double square(float[] a, int i, float[] b, int j, int dimensions) {
    double sum = 0;
    for (int k = 0; k < dimensions; k++) {
      double difference = (double) a[i * dimensions + k] - b[j * dimensions + k];
      sum += difference * difference;
    }
    return sum;
  }

  private static float[] normal(long id, int length) {
    float[] values = new float[length];
    RandomStream.of(7, Purpose.DRAWING, id).fillGaussian(values, 0, length);
    return values;
  }

  private static SquaredDistances distances(int dimensions) {
    Engine engine = Engines.fastest();
    engine.bind(1);
    return new SquaredDistances(engine, dimensions);
  }
}
