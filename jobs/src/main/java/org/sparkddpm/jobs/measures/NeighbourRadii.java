package org.sparkddpm.jobs.measures;

import java.util.Arrays;

/** How far the k-th nearest of some points is from each of them. */
public final class NeighbourRadii {

  private NeighbourRadii() {}

  /**
   * The squared distances for some of the points, each without itself.
   *
   * @param points all of them, row by row, more than k
   * @param first of those whose radius is wanted
   * @param count of those
   * @param k at least 1
   */
  public static float[] of(
      SquaredDistances distances, float[] points, int first, int count, int k) {
    int dimensions = distances.dimensions();
    float[] some = Arrays.copyOfRange(points, first * dimensions, (first + count) * dimensions);
    float[] nearest = new float[count * k];
    Arrays.fill(nearest, Float.POSITIVE_INFINITY);
    distances.between(
        some,
        points,
        (firstRow, rows, firstColumn, columns, squares, stride) -> {
          for (int i = firstRow; i < firstRow + rows; i++) {
            int at = (i - firstRow) * stride - firstColumn;
            for (int j = firstColumn; j < firstColumn + columns; j++) {
              if (j != first + i) {
                keep(squares[at + j], nearest, i * k, k);
              }
            }
          }
        });
    float[] radii = new float[count];
    for (int i = 0; i < count; i++) {
      radii[i] = nearest[i * k + k - 1];
    }
    return radii;
  }

  /** Puts a number among the k least, which are sorted. */
  private static void keep(float square, float[] nearest, int from, int k) {
    int place = from + k - 1;
    if (square >= nearest[place]) {
      return;
    }
    while (place > from && nearest[place - 1] > square) {
      nearest[place] = nearest[place - 1];
      place--;
    }
    nearest[place] = square;
  }
}
