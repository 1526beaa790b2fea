package org.sparkddpm.jobs.measures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

class FrechetDistanceTest {

  @Test
  void normalDistributionsWithCommonAxesHaveAClosedForm() {
    // |m1 - m2|^2 + sum of (s1 - s2)^2
    FeatureStatistics one = diagonal(new double[] {0, 1, 2}, 1, 4, 9);
    FeatureStatistics other = diagonal(new double[] {1, 1, 0}, 4, 4, 1);
    assertThat(FrechetDistance.between(one, other)).isCloseTo(5 + 1 + 0 + 4, offset(1e-9));
    assertThat(FrechetDistance.between(other, one)).isCloseTo(10, offset(1e-9));
    assertThat(FrechetDistance.between(one, one)).isCloseTo(0, offset(1e-9));
  }

  @Test
  void turningTheSpaceChangesNothing() {
    double c = Math.cos(0.7);
    double s = Math.sin(0.7);
    // R diag(9, 1) R' and R diag(4, 16) R'
    FeatureStatistics one = turned(c, s, 9, 1);
    FeatureStatistics other = turned(c, s, 4, 16);
    assertThat(FrechetDistance.between(one, other)).isCloseTo(1 + 9, offset(1e-9));
  }

  @Test
  void covariancesThatDoNotCommute() {
    // For 2x2 matrices tr (AB)^(1/2) = sqrt(tr AB + 2 sqrt(det AB)).
    FeatureStatistics one = turned(1, 0, 9, 1);
    FeatureStatistics other = turned(Math.sqrt(0.5), Math.sqrt(0.5), 4, 16);
    double traceOfProduct = 9 * 10 + 1 * 10;
    double expected = 10 + 20 - 2 * Math.sqrt(traceOfProduct + 2 * Math.sqrt(9 * 64));
    assertThat(FrechetDistance.between(one, other)).isCloseTo(expected, offset(1e-9));
  }

  @Test
  void flatDistributionsHaveADistanceToo() {
    FeatureStatistics one = diagonal(new double[] {0, 0, 0}, 1, 0, 0);
    FeatureStatistics other = diagonal(new double[] {0, 0, 0}, 0, 4, 0);
    assertThat(FrechetDistance.between(one, other)).isCloseTo(5, offset(1e-9));
  }

  @Test
  void statisticsOfRows() {
    FeatureStatistics two = FeatureStatistics.of(new float[] {1, 2, 3, 6, 5, 4}, 2);
    assertThat(two.mean()).containsExactly(3, 4);
    assertThat(two.covariance()[0]).containsExactly(4, 2);
    assertThat(two.covariance()[1]).containsExactly(2, 4);
    assertThatThrownBy(() -> FeatureStatistics.of(new float[] {1, 2}, 2))
        .hasMessageContaining("1 images");
  }

  @Test
  void drawnFeaturesComeNearTheDistributionsThatTheyAreOf() {
    float[] rows = new float[4 * 20_000];
    RandomStream.of(1, Purpose.DRAWING, 9).fillGaussian(rows, 0, rows.length);
    float[] wider = rows.clone();
    for (int i = 0; i < wider.length; i++) {
      wider[i] = 2 * wider[i] + 1;
    }
    // |1|^2 + (2 - 1)^2 in each of four dimensions
    assertThat(
            FrechetDistance.between(FeatureStatistics.of(rows, 4), FeatureStatistics.of(wider, 4)))
        .isCloseTo(8, offset(0.2));
  }

  private static FeatureStatistics diagonal(double[] mean, double... variances) {
    double[][] covariance = new double[mean.length][mean.length];
    for (int i = 0; i < mean.length; i++) {
      covariance[i][i] = variances[i];
    }
    return new FeatureStatistics(mean, covariance);
  }

  private static FeatureStatistics turned(double c, double s, double a, double b) {
    return new FeatureStatistics(
        new double[2],
        new double[][] {
          {c * c * a + s * s * b, c * s * (a - b)}, {c * s * (a - b), s * s * a + c * c * b}
        });
  }
}
