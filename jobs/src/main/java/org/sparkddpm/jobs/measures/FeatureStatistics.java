package org.sparkddpm.jobs.measures;

import java.util.Locale;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Mean and covariance of rows of numbers, summed in doubles in the order of the rows.
 *
 * @param mean of each column
 * @param covariance unbiased, by {@code rows - 1}
 */
public record FeatureStatistics(double[] mean, double[][] covariance) {

  /**
   * Of some rows.
   *
   * @param rows one after the other
   * @param columns of each
   * @throws IllegalArgumentException if there are fewer than two
   */
  public static FeatureStatistics of(float[] rows, int columns) {
    int count = rows.length / columns;
    if (count < 2) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d images have no covariance; give at least 2", count));
    }
    double[] mean = new double[columns];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < columns; i++) {
        mean[i] += rows[row * columns + i];
      }
    }
    for (int i = 0; i < columns; i++) {
      mean[i] /= count;
    }
    double[][] covariance = new double[columns][columns];
    double[] centred = new double[columns];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < columns; i++) {
        centred[i] = rows[row * columns + i] - mean[i];
      }
      for (int i = 0; i < columns; i++) {
        for (int j = 0; j <= i; j++) {
          covariance[i][j] += centred[i] * centred[j];
        }
      }
    }
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j <= i; j++) {
        covariance[i][j] /= count - 1;
        covariance[j][i] = covariance[i][j];
      }
    }
    return new FeatureStatistics(mean, covariance);
  }

  RealMatrix matrix() {
    return new Array2DRowRealMatrix(covariance, false);
  }
}
