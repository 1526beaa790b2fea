package org.sparkddpm.engine.cpu;

import java.util.List;
import org.sparkddpm.engine.Tensor;

/** Copies of rows: side by side, and apart. */
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
