package org.sparkddpm.jobs.measures;

import java.io.Serializable;
import java.util.BitSet;

/**
 * Density and coverage (Naeem et al. 2020, eq. 4 and 5): around each real image lies a ball that
 * reaches to its k-th nearest real neighbour. Density is how many balls a sample lies in, divided
 * by k: near 1 for samples like the real images, less for those that lie elsewhere, more for those
 * that crowd where real images do. Coverage is the share of balls that a sample lies in: less where
 * the samples leave out what the real images show.
 *
 * @param inside how often a sample lies in a ball
 * @param covered the real images in whose balls a sample lies
 */
public record DensityCoverage(long inside, BitSet covered) implements Serializable {

  /** Of no samples. */
  public static DensityCoverage none() {
    return new DensityCoverage(0, new BitSet());
  }

  /**
   * Counts some samples.
   *
   * @param samples row by row
   * @param real row by row
   * @param radii squared, of each real image, as {@link NeighbourRadii} gives them
   */
  public static DensityCoverage of(
      SquaredDistances distances, float[] samples, float[] real, float[] radii) {
    BitSet covered = new BitSet(radii.length);
    long[] inside = new long[1];
    distances.between(
        samples,
        real,
        (firstRow, rows, firstColumn, columns, squares, stride) -> {
          for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
              if (squares[i * stride + j] < radii[firstColumn + j]) {
                inside[0]++;
                covered.set(firstColumn + j);
              }
            }
          }
        });
    return new DensityCoverage(inside[0], covered);
  }

  /** Both together. */
  public DensityCoverage plus(DensityCoverage other) {
    BitSet both = (BitSet) covered.clone();
    both.or(other.covered);
    return new DensityCoverage(inside + other.inside, both);
  }

  /**
   * The density.
   *
   * @param k which neighbour the balls reach to
   * @param samples how many there are in all
   */
  public double density(int k, int samples) {
    return (double) inside / ((double) k * samples);
  }

  /**
   * The coverage.
   *
   * @param real how many real images there are in all
   */
  public Share coverage(int real) {
    return new Share(covered.cardinality(), real);
  }
}
