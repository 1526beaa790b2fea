package org.sparkddpm.engine.cpu;

import org.bytedeco.dnnl.global.dnnl;

/**
 * A matrix in c order somewhere in memory outside the heap, its rows {@code stride} floats apart.
 *
 * <p>Products go to oneDNN directly: it takes the heads of an attention where they lie, and ND4J's
 * batched product is several times slower on such small matrices.
 */
record Matrix(OffHeap memory, long start, int rows, int columns, int stride, boolean transposed) {

  private static final byte PLAIN = 'N';
  private static final byte TRANSPOSED = 'T';

  static Matrix of(OffHeap memory, long start, int rows, int columns, int stride) {
    return new Matrix(memory, start, rows, columns, stride, false);
  }

  /** A matrix that fills its memory without gaps. */
  static Matrix of(OffHeap memory, int rows, int columns) {
    return of(memory, 0, rows, columns, columns);
  }

  Matrix transpose() {
    return new Matrix(memory, start, rows, columns, stride, !transposed);
  }

  /** {@code this = factor * a b}; the three matrices have {@link OffHeap}s of their own. */
  void setProduct(float factor, Matrix a, Matrix b) {
    multiply(factor, a, b, 0);
  }

  /** {@code this += a b}; the three matrices have {@link OffHeap}s of their own. */
  void addProduct(Matrix a, Matrix b) {
    multiply(1, a, b, 1);
  }

  private void multiply(float factor, Matrix a, Matrix b, float keep) {
    dnnl.dnnl_sgemm(
        a.transposed ? TRANSPOSED : PLAIN,
        b.transposed ? TRANSPOSED : PLAIN,
        rows,
        columns,
        a.transposed ? a.rows : a.columns,
        factor,
        a.memory.at(a.start, a.span()),
        a.stride,
        b.memory.at(b.start, b.span()),
        b.stride,
        keep,
        memory.at(start, span()),
        stride);
  }

  private long span() {
    return (rows - 1L) * stride + columns;
  }
}
