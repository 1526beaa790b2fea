package org.sparkddpm.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies of rows: side by side, apart, and out of a table. */
final class RowsCpu {

  private float[] whole = new float[0];
  private float[] part = new float[0];

  void concat(INDArray[] parts, INDArray out, int firstTile, int lastTile) {
    Tiling tiling = prepare(out);
    OffHeap to = OffHeap.of(out, tiling.total());
    OffHeap[] from = memories(parts, out);
    for (int tile = firstTile; tile < lastTile; tile++) {
      int rows = tiling.length(tile) / tiling.channels();
      int first = 0;
      for (int p = 0; p < parts.length; p++) {
        int width = (int) parts[p].size(-1);
        from[p].read(tiling.start(tile) / tiling.channels() * width, part, rows * width);
        for (int row = 0; row < rows; row++) {
          System.arraycopy(part, row * width, whole, row * tiling.channels() + first, width);
        }
        first += width;
      }
      to.write(whole, tiling.start(tile), tiling.length(tile));
    }
  }

  void split(INDArray from, INDArray[] parts, int firstTile, int lastTile) {
    Tiling tiling = prepare(from);
    OffHeap memory = OffHeap.of(from, tiling.total());
    OffHeap[] to = memories(parts, from);
    for (int tile = firstTile; tile < lastTile; tile++) {
      int rows = tiling.length(tile) / tiling.channels();
      memory.read(tiling.start(tile), whole, tiling.length(tile));
      int first = 0;
      for (int p = 0; p < parts.length; p++) {
        int width = (int) parts[p].size(-1);
        for (int row = 0; row < rows; row++) {
          System.arraycopy(whole, row * tiling.channels() + first, part, row * width, width);
        }
        to[p].write(part, tiling.start(tile) / tiling.channels() * width, rows * width);
        first += width;
      }
    }
  }

  void gather(INDArray indices, INDArray table, INDArray out) {
    int width = Math.toIntExact(table.size(1));
    float[] row = new float[width];
    OffHeap from = OffHeap.of(table, table.length());
    OffHeap to = OffHeap.of(out, indices.length() * width);
    for (int i = 0; i < indices.length(); i++) {
      from.read(index(indices, i, table) * width, row, width);
      to.write(row, (long) i * width, width);
    }
  }

  void gatherBackward(INDArray indices, INDArray dOut, INDArray dTable) {
    int width = Math.toIntExact(dTable.size(1));
    float[] row = new float[width];
    float[] sums = new float[Math.toIntExact(dTable.length())];
    OffHeap from = OffHeap.of(dOut, indices.length() * width);
    for (int i = 0; i < indices.length(); i++) {
      int start = (int) index(indices, i, dTable) * width;
      from.read((long) i * width, row, width);
      for (int c = 0; c < width; c++) {
        sums[start + c] += row[c];
      }
    }
    OffHeap.of(dTable, sums.length).write(sums, 0, sums.length);
  }

  private static long index(INDArray indices, int i, INDArray table) {
    long index = indices.getLong(i);
    if (index < 0 || index >= table.size(0)) {
      throw new IndexOutOfBoundsException(
          "index " + index + " at place " + i + " of a table of " + table.size(0) + " rows");
    }
    return index;
  }

  static Tiling tiling(INDArray wide) {
    return Tiling.of(wide.size(-1), wide.length() / wide.size(-1));
  }

  private Tiling prepare(INDArray wide) {
    Tiling tiling = tiling(wide);
    whole = tiling.grown(whole);
    part = tiling.grown(part);
    return tiling;
  }

  private static OffHeap[] memories(INDArray[] parts, INDArray wide) {
    OffHeap[] memories = new OffHeap[parts.length];
    long rows = wide.length() / wide.size(-1);
    long columns = 0;
    for (int p = 0; p < parts.length; p++) {
      memories[p] = OffHeap.of(parts[p], rows * parts[p].size(-1));
      columns += parts[p].size(-1);
    }
    if (columns != wide.size(-1)) {
      throw new IllegalArgumentException(
          "the parts have " + columns + " channels together, the whole has " + wide.size(-1));
    }
    return memories;
  }
}
