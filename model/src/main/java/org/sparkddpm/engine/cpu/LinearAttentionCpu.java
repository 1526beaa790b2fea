package org.sparkddpm.engine.cpu;

import java.util.Arrays;
import org.sparkddpm.engine.Tensor;

/** Linear attention, one image after the other of a part. */
final class LinearAttentionCpu {

  private OffHeap q = OffHeap.allocate(1);
  private OffHeap k = OffHeap.allocate(1);
  private OffHeap slopes = OffHeap.allocate(1);
  private OffHeap context = OffHeap.allocate(1);
  private float[] pixels = new float[0];
  private float[] work = new float[0];
  private float[] sums = new float[0];
  private float[] d = new float[0];
  private float[][] keys = new float[0][];

  void forward(Tensor qkv, int heads, Tensor out, int firstImage, int lastImage) {
    Heads shape = Heads.of(qkv, heads);
    Tiling tiling = prepare(shape);
    OffHeap from = OffHeap.of(qkv, qkv.length());
    OffHeap to = OffHeap.of(out, shape.outputs());
    Matrix product = Matrix.of(context, shape.width(), shape.width());
    for (int image = firstImage; image < lastImage; image++) {
      softmax(shape, tiling, from, image);
      for (int head = 0; head < heads; head++) {
        product.setProduct(1, head(shape, k, head).transpose(), shape.part(from, image, 2, head));
        shape.output(to, image, head).setProduct(shape.scale(), head(shape, q, head), product);
      }
    }
  }

  void backward(Tensor qkv, int heads, Tensor dOut, Tensor dQkv, int firstImage, int lastImage) {
    Heads shape = Heads.of(qkv, heads);
    Tiling tiling = prepare(shape);
    d = tiling.grown(d);
    slopes = slopes.grown(2L * tiling.total());
    OffHeap from = OffHeap.of(qkv, qkv.length());
    OffHeap fromOut = OffHeap.of(dOut, shape.outputs());
    OffHeap to = OffHeap.of(dQkv, qkv.length());
    Matrix product = Matrix.of(context, shape.width(), shape.width());
    for (int image = firstImage; image < lastImage; image++) {
      softmax(shape, tiling, from, image);
      for (int head = 0; head < heads; head++) {
        Matrix dHead = shape.output(fromOut, image, head);
        Matrix values = shape.part(from, image, 2, head);
        Matrix queries = head(shape, q, head);
        Matrix softKeys = head(shape, k, head);
        product.setProduct(1, softKeys.transpose(), values);
        head(shape, slopes, head).setProduct(shape.scale(), dHead, product.transpose());
        product.setProduct(shape.scale(), queries.transpose(), dHead);
        shape.part(to, image, 2, head).setProduct(1, softKeys, product);
        Matrix.of(
                slopes,
                tiling.total() + (long) head * shape.width(),
                shape.positions(),
                shape.width(),
                shape.hidden())
            .setProduct(1, values, product.transpose());
      }
      writeQueryGradient(shape, tiling, to, image);
      writeKeyGradient(shape, tiling, to, image);
    }
  }

  private Tiling prepare(Heads shape) {
    Tiling tiling = Tiling.of(shape.hidden(), shape.positions());
    q = q.grown(tiling.total());
    k = k.grown(tiling.total());
    context = context.grown((long) shape.width() * shape.width());
    work = tiling.grown(work);
    sums = tiling.grown(sums);
    keys = tiling.grown(keys);
    if (pixels.length < 3 * tiling.length()) {
      pixels = new float[3 * tiling.length()];
    }
    return tiling;
  }

  private static Matrix head(Heads shape, OffHeap memory, int head) {
    return Matrix.of(
        memory, (long) head * shape.width(), shape.positions(), shape.width(), shape.hidden());
  }

  /** Softmaxes the queries over their channels and the keys over the positions. */
  private void softmax(Heads shape, Tiling tiling, OffHeap from, int image) {
    int hidden = shape.hidden();
    Arrays.fill(sums, 0, tiling.length(), Float.NEGATIVE_INFINITY);
    for (int tile = 0; tile < tiling.count(); tile++) {
      int n = tiling.length(tile);
      from.read(3 * (image * (long) tiling.total() + tiling.start(tile)), pixels, 3 * n);
      float[] key = keys[tile];
      for (int i = 0; i < n; i += hidden) {
        System.arraycopy(pixels, 3 * i, work, i, hidden);
        System.arraycopy(pixels, 3 * i + hidden, key, i, hidden);
      }
      TileLoops.greatest(key, sums, n);
      RowLoops.softmax(work, shape.width(), pixels, n);
      q.write(work, tiling.start(tile), n);
    }
    tiling.foldGreatest(sums);
    Arrays.fill(work, 0, tiling.length(), 0);
    for (int tile = 0; tile < tiling.count(); tile++) {
      TileLoops.exp(keys[tile], sums, tiling.length(tile));
      TileLoops.add(keys[tile], work, tiling.length(tile));
    }
    float[] sum = tiling.folded(work);
    for (int c = 0; c < hidden; c++) {
      work[c] = 1 / sum[c];
    }
    tiling.spread(work);
    for (int tile = 0; tile < tiling.count(); tile++) {
      int n = tiling.length(tile);
      TileLoops.multiply(keys[tile], work, keys[tile], n);
      k.write(keys[tile], tiling.start(tile), n);
    }
  }

  private void writeQueryGradient(Heads shape, Tiling tiling, OffHeap to, int image) {
    for (int tile = 0; tile < tiling.count(); tile++) {
      int n = tiling.length(tile);
      q.read(tiling.start(tile), work, n);
      slopes.read(tiling.start(tile), d, n);
      RowLoops.softmaxBackward(work, d, shape.width(), sums, 1, n);
      writeRows(shape, tiling, to, image, 0, tile);
    }
  }

  private void writeKeyGradient(Heads shape, Tiling tiling, OffHeap to, int image) {
    Arrays.fill(sums, 0, tiling.length(), 0);
    for (int tile = 0; tile < tiling.count(); tile++) {
      int n = tiling.length(tile);
      slopes.read(tiling.total() + tiling.start(tile), d, n);
      TileLoops.addProducts(d, keys[tile], sums, n);
    }
    float[] sum = tiling.folded(sums);
    System.arraycopy(sum, 0, sums, 0, sum.length);
    tiling.spread(sums);
    for (int tile = 0; tile < tiling.count(); tile++) {
      int n = tiling.length(tile);
      slopes.read(tiling.total() + tiling.start(tile), d, n);
      TileLoops.softmaxSlope(d, sums, keys[tile], 1, n);
      writeRows(shape, tiling, to, image, 1, tile);
    }
  }

  /** Writes d into the part's places between the two others. */
  private void writeRows(Heads shape, Tiling tiling, OffHeap to, int image, int part, int tile) {
    int hidden = shape.hidden();
    long start = 3 * (image * (long) tiling.total() + tiling.start(tile));
    int n = tiling.length(tile);
    to.read(start, pixels, 3 * n);
    for (int i = 0; i < n; i += hidden) {
      System.arraycopy(d, i, pixels, 3 * i + part * hidden, hidden);
    }
    to.write(pixels, start, 3 * n);
  }
}
