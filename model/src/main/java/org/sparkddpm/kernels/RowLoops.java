package org.sparkddpm.kernels;

import java.util.Arrays;

/**
 * What belongs to a row of a tile (its sum, mean, greatest element), written at each of the row's
 * places so that the loops of {@link TileLoops} can use it. The result may be the tile itself.
 */
final class RowLoops {

  private RowLoops() {}

  private static void sums(float[] x, int row, float[] out, int n) {
    for (int start = 0; start < n; start += row) {
      Arrays.fill(out, start, start + row, sum(x, start, start + row));
    }
  }

  static void means(float[] x, int row, float[] out, int n) {
    for (int start = 0; start < n; start += row) {
      Arrays.fill(out, start, start + row, sum(x, start, start + row) / row);
    }
  }

  /** From the squares of centred rows. */
  static void inverseDeviations(float[] squares, int row, float[] out, int n) {
    for (int start = 0; start < n; start += row) {
      double variance = sum(squares, start, start + row) / row;
      float inverse = (float) (1 / Math.sqrt(variance + Kernels.EPSILON));
      Arrays.fill(out, start, start + row, inverse);
    }
  }

  private static void greatest(float[] x, int row, float[] out, int n) {
    for (int start = 0; start < n; start += row) {
      Arrays.fill(out, start, start + row, greatest(x, start, start + row));
    }
  }

  /** Softmaxes each row of x in place; work is as long. */
  static void softmax(float[] x, int row, float[] work, int n) {
    greatest(x, row, work, n);
    TileLoops.exp(x, work, n);
    sums(x, row, work, n);
    TileLoops.divide(x, work, n);
  }

  /** Turns the gradient d of a softmax y into that of its input times the factor. */
  static void softmaxBackward(float[] y, float[] d, int row, float[] work, float factor, int n) {
    TileLoops.multiply(y, d, work, n);
    sums(work, row, work, n);
    TileLoops.softmaxSlope(d, work, y, factor, n);
  }

  // Four sums keep four additions in flight; one sum would wait for each.
  private static float sum(float[] x, int from, int to) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    for (; i < to; i++) {
      a += x[i];
    }
    return (a + b) + (c + d);
  }

  private static float greatest(float[] x, int from, int to) {
    float a = x[from];
    float b = a;
    float c = a;
    float d = a;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a = x[i] > a ? x[i] : a;
      b = x[i + 1] > b ? x[i + 1] : b;
      c = x[i + 2] > c ? x[i + 2] : c;
      d = x[i + 3] > d ? x[i + 3] : d;
    }
    for (; i < to; i++) {
      a = x[i] > a ? x[i] : a;
    }
    return Math.max(Math.max(a, b), Math.max(c, d));
  }
}
