package org.sparkddpm.engine.cpu;

import org.sparkddpm.engine.Tensor;

/**
 * Where queries, keys, values and outputs of an attention's heads lie in {@code [N, H, W, 3 *
 * hidden]} and {@code [N, H, W, hidden]}.
 *
 * @param positions pixels of an image
 * @param width channels of a head
 */
record Heads(int images, int positions, int heads, int width) {

  static Heads of(Tensor qkv, int heads) {
    return new Heads(
        Math.toIntExact(qkv.size(0)),
        Math.toIntExact(qkv.size(1) * qkv.size(2)),
        heads,
        Math.toIntExact(qkv.size(-1) / 3 / heads));
  }

  int hidden() {
    return heads * width;
  }

  float scale() {
    return (float) (1 / Math.sqrt((double) width));
  }

  long outputs() {
    return (long) images * positions * hidden();
  }

  /** Queries (0), keys (1) or values (2) of a head: positions by width. */
  Matrix part(OffHeap qkv, int image, int part, int head) {
    long start = (long) image * positions * 3 * hidden() + (long) part * hidden();
    return Matrix.of(qkv, start + (long) head * width, positions, width, 3 * hidden());
  }

  Matrix output(OffHeap out, int image, int head) {
    long start = (long) image * positions * hidden() + (long) head * width;
    return Matrix.of(out, start, positions, width, hidden());
  }
}
