package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Tensor;

/**
 * The sizes of an attention.
 *
 * @param positions pixels of an image
 * @param width channels of a head
 * @param packed whether four channels of a row can be read at once
 */
record HeadShape(int images, int positions, int heads, int width, boolean packed) {

  /**
   * The sizes of an attention forward or backward.
   *
   * @param qkv {@code [N, H, W, 3 * heads * width]}
   * @param out {@code [N, H, W, heads * width]}, an output or its gradient
   * @param dQkv of the shape of qkv, or null
   * @throws IllegalArgumentException if the shapes do not belong together
   */
  static HeadShape of(Tensor qkv, int heads, Tensor out, Tensor dQkv) {
    long channels = qkv.size(-1);
    if (heads < 1 || channels % (3L * heads) != 0) {
      throw new IllegalArgumentException(
          "%d channels cannot be queries, keys and values of %d heads of equal width"
              .formatted(channels, heads));
    }
    Shapes.requireLength(out, qkv.length() / 3, "the output of an attention, or its gradient");
    if (dQkv != null) {
      Shapes.requireLength(dQkv, qkv.length(), "the gradient of queries, keys and values");
    }
    int width = Math.toIntExact(channels / 3 / heads);
    return new HeadShape(
        Math.toIntExact(qkv.size(0)),
        Math.toIntExact(qkv.rows() / qkv.size(0)),
        heads,
        width,
        width % Packs.FLOATS == 0 && Packs.fit(qkv, out) && (dQkv == null || Packs.fit(dQkv)));
  }

  /** Heads of all images. */
  long all() {
    return (long) images * heads;
  }

  /** The kernel of a name for such rows. */
  String kernel(String name) {
    return packed ? name + "_packed" : name;
  }

  /**
   * Refuses heads that a kernel cannot hold.
   *
   * @throws IllegalArgumentException if a head is wider
   */
  void requireWidth(int most, String attention) {
    if (width > most) {
      throw new IllegalArgumentException(
          "%s of engine cuda takes heads of up to %d channels, not %d; choose more and narrower heads"
              .formatted(attention, most, width));
    }
  }
}
