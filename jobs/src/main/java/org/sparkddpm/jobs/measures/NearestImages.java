package org.sparkddpm.jobs.measures;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * For each of some images the nearest of others.
 *
 * @param squares squared distances, a step of 1/255 of a pixel counting 1; the greatest integer
 *     where there is none yet
 * @param positions of the nearest among the others, the first of equally near ones; -1 for none
 */
public record NearestImages(int[] squares, long[] positions) implements Serializable {

  /** Before any other image was looked at. */
  static NearestImages none(int count) {
    int[] squares = new int[count];
    Arrays.fill(squares, Integer.MAX_VALUE);
    long[] positions = new long[count];
    Arrays.fill(positions, -1);
    return new NearestImages(squares, positions);
  }

  /** Takes another one for the nearest of an image if it is. */
  void keep(int image, int square, long position) {
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

  /**
   * How far the nearest one is, a pixel being a number from 0 to 1; infinitely far where there is
   * none.
   */
  public double distance(int image) {
    return positions[image] < 0 ? Double.POSITIVE_INFINITY : Math.sqrt(squares[image]) / 255;
  }

  /** The distances from the least to the greatest. */
  public double[] sortedDistances() {
    return IntStream.range(0, squares.length).mapToDouble(this::distance).sorted().toArray();
  }
}
