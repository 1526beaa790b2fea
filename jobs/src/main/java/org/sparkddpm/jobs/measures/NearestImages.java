package org.sparkddpm.jobs.measures;

import java.io.Serializable;
import java.util.Arrays;

/**
 * For each of some images the nearest of others.
 *
 * @param squares squared distances; infinite where there is none yet
 * @param positions of the nearest among the others, the first of equally near ones; -1 for none
 */
public record NearestImages(float[] squares, long[] positions) implements Serializable {

  /** Before any other image was looked at. */
  public static NearestImages none(int count) {
    float[] squares = new float[count];
    Arrays.fill(squares, Float.POSITIVE_INFINITY);
    long[] positions = new long[count];
    Arrays.fill(positions, -1);
    return new NearestImages(squares, positions);
  }

  /**
   * Looks at some of the others.
   *
   * @param images row by row
   * @param others row by row
   * @param othersPositions of each of them
   * @param own the position of each image among the others, which is not its own neighbour; null
   *     where the images are none of them
   */
  public static NearestImages of(
      SquaredDistances distances,
      float[] images,
      float[] others,
      long[] othersPositions,
      long[] own) {
    NearestImages nearest = none(images.length / distances.dimensions());
    distances.between(
        images,
        others,
        (firstRow, rows, firstColumn, columns, squares, stride) -> {
          for (int i = firstRow; i < firstRow + rows; i++) {
            int at = (i - firstRow) * stride - firstColumn;
            for (int j = firstColumn; j < firstColumn + columns; j++) {
              // Few come so far.
              if (squares[at + j] <= nearest.squares[i]
                  && (own == null || own[i] != othersPositions[j])) {
                nearest.keep(i, squares[at + j], othersPositions[j]);
              }
            }
          }
        });
    return nearest;
  }

  private void keep(int image, float square, long position) {
    if (square < squares[image]
        || (square == squares[image] && (positions[image] < 0 || position < positions[image]))) {
      squares[image] = square;
      positions[image] = position;
    }
  }

  /** The nearer one for each image. */
  public NearestImages nearer(NearestImages other) {
    NearestImages both = new NearestImages(squares.clone(), positions.clone());
    for (int i = 0; i < squares.length; i++) {
      if (other.positions[i] >= 0) {
        both.keep(i, other.squares[i], other.positions[i]);
      }
    }
    return both;
  }

  /** Those of the images from one on to before another. */
  public NearestImages part(int from, int to) {
    return new NearestImages(
        Arrays.copyOfRange(squares, from, to), Arrays.copyOfRange(positions, from, to));
  }

  /** The distances, not squared, from the least to the greatest. */
  public double[] sortedDistances() {
    double[] distances = new double[squares.length];
    Arrays.setAll(distances, i -> Math.sqrt(squares[i]));
    Arrays.sort(distances);
    return distances;
  }
}
