package org.sparkddpm.jobs.measures;

import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The squared Frechet distance between two normal distributions (Dowson and Landau 1982), of
 * features as Heusel et al. 2017 take it: {@code |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2))}.
 *
 * <p>Estimated from N images it is too great, the more so the fewer they are (Chong and Forsyth
 * 2020): only distances of as many images can be compared.
 */
public final class FrechetDistance {

  private FrechetDistance() {}

  /** The distance, at least 0. */
  public static double between(FeatureStatistics one, FeatureStatistics other) {
    double distance = 0;
    for (int i = 0; i < one.mean().length; i++) {
      double difference = one.mean()[i] - other.mean()[i];
      distance += difference * difference;
    }
    RealMatrix root = root(one.matrix());
    // (C1 C2)^(1/2) has the trace of this one's root, which is symmetric.
    RealMatrix product = symmetric(root.multiply(other.matrix()).multiply(root));
    distance += one.matrix().getTrace() + other.matrix().getTrace();
    for (double value : new EigenDecomposition(product).getRealEigenvalues()) {
      distance -= 2 * Math.sqrt(Math.max(0, value));
    }
    return Math.max(0, distance);
  }

  private static RealMatrix root(RealMatrix matrix) {
    EigenDecomposition parts = new EigenDecomposition(matrix);
    double[] values = parts.getRealEigenvalues();
    for (int i = 0; i < values.length; i++) {
      // Where features hang together rounding makes values of 0 negative.
      values[i] = Math.sqrt(Math.max(0, values[i]));
    }
    return symmetric(
        parts
            .getV()
            .multiply(MatrixUtils.createRealDiagonalMatrix(values))
            .multiply(parts.getVT()));
  }

  private static RealMatrix symmetric(RealMatrix matrix) {
    return matrix.add(matrix.transpose()).scalarMultiply(0.5);
  }
}
