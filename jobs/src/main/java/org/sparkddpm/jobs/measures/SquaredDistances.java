package org.sparkddpm.jobs.measures;

import java.nio.FloatBuffer;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * Squared Euclidean distances between the rows of two matrices, {@code |a|^2 + |b|^2 - 2 a b}, tile
 * by tile as products of matrices on an engine. All tiles have one size, whatever the matrices
 * have, so that a distance does not depend on how many rows come with it. Not thread-safe.
 */
public final class SquaredDistances {

  private static final int ROWS = 256;
  private static final int COLUMNS = 1024;

  /** Distances of some rows of one matrix to some rows of another. */
  public interface Consumer {
    /**
     * Takes a tile.
     *
     * @param firstRow of the first matrix
     * @param rows how many of them
     * @param firstColumn row of the second matrix
     * @param columns how many of them
     * @param squares the distance of row i and column j is at {@code i * stride + j}; overwritten
     *     by the next tile
     */
    void tile(int firstRow, int rows, int firstColumn, int columns, float[] squares, int stride);
  }

  private final Engine engine;
  private final Kernels kernels;
  private final int dimensions;
  private final Tensor rows;
  private final Tensor columns;
  private final Tensor products;
  private final float[] rowScratch;
  private final float[] columnScratch;
  private final float[] squares = new float[ROWS * COLUMNS];

  /**
   * Room for a tile.
   *
   * @param engine its own, made for weights that change
   * @param dimensions numbers of a row
   */
  public SquaredDistances(Engine engine, int dimensions) {
    this.engine = engine;
    this.kernels = engine.kernels();
    this.dimensions = dimensions;
    this.rows = engine.floats(ROWS, dimensions);
    this.columns = engine.floats(COLUMNS, dimensions);
    this.products = engine.floats(ROWS, COLUMNS);
    this.rowScratch = new float[ROWS * dimensions];
    this.columnScratch = new float[COLUMNS * dimensions];
  }

  /** What it computes on. */
  public Engine engine() {
    return engine;
  }

  /** Numbers of a row. */
  public int dimensions() {
    return dimensions;
  }

  /**
   * Computes the distances of each row of one matrix to each of another.
   *
   * @param a rows one after the other
   * @param b rows one after the other
   */
  public void between(float[] a, float[] b, Consumer consumer) {
    int rowCount = a.length / dimensions;
    int columnCount = b.length / dimensions;
    float[] rowNorms = norms(a);
    float[] columnNorms = norms(b);
    for (int column = 0; column < columnCount; column += COLUMNS) {
      int width = Math.min(COLUMNS, columnCount - column);
      load(b, column, width, columnScratch, columns);
      for (int row = 0; row < rowCount; row += ROWS) {
        int height = Math.min(ROWS, rowCount - row);
        load(a, row, height, rowScratch, rows);
        kernels.dense(rows, columns, null, products);
        engine.read(products, FloatBuffer.wrap(squares));
        for (int i = 0; i < height; i++) {
          float norm = rowNorms[row + i];
          for (int j = 0; j < width; j++) {
            int at = i * COLUMNS + j;
            // Rounding makes the distance of equal rows negative.
            squares[at] = Math.max(0, norm + columnNorms[column + j] - 2 * squares[at]);
          }
        }
        consumer.tile(row, height, column, width, squares, COLUMNS);
      }
    }
  }

  private void load(float[] from, int first, int count, float[] scratch, Tensor to) {
    System.arraycopy(from, first * dimensions, scratch, 0, count * dimensions);
    engine.write(scratch, to);
  }

  /** The squared length of each row. */
  float[] norms(float[] matrix) {
    float[] norms = new float[matrix.length / dimensions];
    for (int row = 0; row < norms.length; row++) {
      double sum = 0;
      for (int i = row * dimensions; i < (row + 1) * dimensions; i++) {
        sum += (double) matrix[i] * matrix[i];
      }
      norms[row] = (float) sum;
    }
    return norms;
  }
}
