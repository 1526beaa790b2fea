package org.sparkddpm.engine.cpu;

import java.util.Arrays;
import org.sparkddpm.engine.Kernels;

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
    for (int start = 0; start < n; start += row) {
      Arrays.fill(work, start, start + row, 1 / sum(x, start, start + row));
    }
    TileLoops.multiply(x, work, x, n);
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

  // A search for the greatest float branches, and the branch is guessed wrong often; one for the
  // greatest int does not.
  private static float greatest(float[] x, int from, int to) {
    int a = ordered(x[from]);
    int b = a;
    int c = a;
    int d = a;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a = Math.max(a, ordered(x[i]));
      b = Math.max(b, ordered(x[i + 1]));
      c = Math.max(c, ordered(x[i + 2]));
      d = Math.max(d, ordered(x[i + 3]));
    }
    for (; i < to; i++) {
      a = Math.max(a, ordered(x[i]));
    }
    int greatest = Math.max(Math.max(a, b), Math.max(c, d));
    return Float.intBitsToFloat(greatest ^ ((greatest >> 31) & Integer.MAX_VALUE));
  }

  /** An int that is ordered as the float is. */
  private static int ordered(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }
}
