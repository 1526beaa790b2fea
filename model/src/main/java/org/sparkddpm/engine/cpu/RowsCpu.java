package org.sparkddpm.engine.cpu;

import java.util.List;
import org.sparkddpm.engine.Tensor;

/** Copies of rows: side by side, apart, and out of a table. */
final class RowsCpu {

  private float[] whole = new float[0];
  private float[] part = new float[0];

  void concat(List<Tensor> parts, Tensor out, int firstTile, int lastTile) {
    Tiling tiling = prepare(out);
    OffHeap to = OffHeap.of(out, tiling.total());
    OffHeap[] from = memories(parts, out);
    for (int tile = firstTile; tile < lastTile; tile++) {
      int rows = tiling.length(tile) / tiling.channels();
      int first = 0;
      for (int p = 0; p < parts.size(); p++) {
        int width = (int) parts.get(p).size(-1);
        from[p].read(tiling.start(tile) / tiling.channels() * width, part, rows * width);
        for (int row = 0; row < rows; row++) {
          System.arraycopy(part, row * width, whole, row * tiling.channels() + first, width);
        }
        first += width;
      }
      to.write(whole, tiling.start(tile), tiling.length(tile));
    }
  }

  void split(Tensor from, List<Tensor> parts, int firstTile, int lastTile) {
    Tiling tiling = prepare(from);
    OffHeap memory = OffHeap.of(from, tiling.total());
    OffHeap[] to = memories(parts, from);
    for (int tile = firstTile; tile < lastTile; tile++) {
      int rows = tiling.length(tile) / tiling.channels();
      memory.read(tiling.start(tile), whole, tiling.length(tile));
      int first = 0;
      for (int p = 0; p < parts.size(); p++) {
        int width = (int) parts.get(p).size(-1);
        for (int row = 0; row < rows; row++) {
          System.arraycopy(whole, row * tiling.channels() + first, part, row * width, width);
        }
        to[p].write(part, tiling.start(tile) / tiling.channels() * width, rows * width);
        first += width;
      }
    }
  }

  void gather(Tensor indices, Tensor table, Tensor out) {
    int width = Math.toIntExact(table.size(1));
    float[] row = new float[width];
    int[] places = places(indices, table);
    OffHeap from = OffHeap.of(table);
    OffHeap to = OffHeap.of(out, indices.length() * width);
    for (int i = 0; i < places.length; i++) {
      from.read((long) places[i] * width, row, width);
      to.write(row, (long) i * width, width);
    }
  }

  void gatherBackward(Tensor indices, Tensor dOut, Tensor dTable) {
    int width = Math.toIntExact(dTable.size(1));
    float[] row = new float[width];
    float[] sums = new float[Math.toIntExact(dTable.length())];
    int[] places = places(indices, dTable);
    OffHeap from = OffHeap.of(dOut, indices.length() * width);
    for (int i = 0; i < places.length; i++) {
      int start = places[i] * width;
      from.read((long) i * width, row, width);
      for (int c = 0; c < width; c++) {
        sums[start + c] += row[c];
      }
    }
    OffHeap.of(dTable).write(sums, 0, sums.length);
  }

  void scatter(Tensor index, Tensor row, Tensor table) {
    int width = Math.toIntExact(table.size(1));
    float[] values = new float[width];
    OffHeap.of(row, width).read(0, values, width);
    OffHeap.of(table).write(values, (long) places(index, table)[0] * width, width);
  }

  /** The indices, checked. */
  private static int[] places(Tensor indices, Tensor table) {
    float[] values = new float[Math.toIntExact(indices.length())];
    OffHeap.of(indices).read(0, values, values.length);
    int[] places = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      places[i] = (int) values[i];
      if (!(values[i] >= 0 && values[i] < table.size(0))) {
        throw new IndexOutOfBoundsException(
            "index " + values[i] + " at place " + i + " of a table of " + table.size(0) + " rows");
      }
    }
    return places;
  }

  static Tiling tiling(Tensor wide) {
    return Tiling.of(wide.size(-1), wide.length() / wide.size(-1));
  }

  private Tiling prepare(Tensor wide) {
    Tiling tiling = tiling(wide);
    whole = tiling.grown(whole);
    part = tiling.grown(part);
    return tiling;
  }

  private static OffHeap[] memories(List<Tensor> parts, Tensor wide) {
    OffHeap[] memories = new OffHeap[parts.size()];
    long rows = wide.length() / wide.size(-1);
    long columns = 0;
    for (int p = 0; p < parts.size(); p++) {
      memories[p] = OffHeap.of(parts.get(p), rows * parts.get(p).size(-1));
      columns += parts.get(p).size(-1);
    }
    if (columns != wide.size(-1)) {
      throw new IllegalArgumentException(
          "the parts have " + columns + " channels together, the whole has " + wide.size(-1));
    }
    return memories;
  }
}
