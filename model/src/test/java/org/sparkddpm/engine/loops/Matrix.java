package org.sparkddpm.engine.loops;

import java.util.Arrays;
import org.sparkddpm.engine.Tensor;

/** A matrix, by rows. */
record Matrix(double[][] rows) {

  private interface Element {
    double of(int row, int column);
  }

  private static Matrix of(int height, int width, Element element) {
    double[][] rows = new double[height][width];
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        rows[i][j] = element.of(i, j);
      }
    }
    return new Matrix(rows);
  }

  /** The channels from {@code channel} on of the positions of one image. */
  static Matrix read(Tensor x, int image, int channel, int width) {
    int channels = Math.toIntExact(x.size(-1));
    int positions = Math.toIntExact(x.rows() / x.size(0));
    return of(
        positions, width, (i, j) -> Floats.at(x, (image * positions + i) * channels + channel + j));
  }

  void write(Tensor x, int image, int channel) {
    int channels = Math.toIntExact(x.size(-1));
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        Floats.set(x, (image * rows.length + i) * channels + channel + j, rows[i][j]);
      }
    }
  }

  Matrix times(Matrix other) {
    Matrix columns = other.transposed();
    return of(rows.length, columns.rows.length, (i, j) -> inner(rows[i], columns.rows[j]));
  }

  Matrix times(double factor) {
    return of(rows.length, rows[0].length, (i, j) -> factor * rows[i][j]);
  }

  Matrix transposed() {
    return of(rows[0].length, rows.length, (i, j) -> rows[j][i]);
  }

  /** Of each row. */
  Matrix softmax() {
    double[][] result = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      double most = Arrays.stream(rows[i]).max().orElseThrow();
      double[] powers = Arrays.stream(rows[i]).map(x -> Math.exp(x - most)).toArray();
      double sum = Arrays.stream(powers).sum();
      result[i] = Arrays.stream(powers).map(power -> power / sum).toArray();
    }
    return new Matrix(result);
  }

  /** The gradient of what this is the softmax of. */
  Matrix softmaxBackward(Matrix d) {
    return of(
        rows.length,
        rows[0].length,
        (i, j) -> rows[i][j] * (d.rows[i][j] - inner(rows[i], d.rows[i])));
  }

  private static double inner(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
