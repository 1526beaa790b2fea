package org.sparkddpm.engine.cpu;

import java.util.Locale;
import org.sparkddpm.engine.Tensor;

/** Scaled dot-product attention, one head of one image after the other of a part. */
final class AttentionCpu {

  /** A head's scores of all pairs of them lie in one array. */
  private static final int MOST_POSITIONS = (int) Math.sqrt(Integer.MAX_VALUE);

  private OffHeap weights = OffHeap.allocate(1);
  private OffHeap slopes = OffHeap.allocate(1);
  private float[] w = new float[0];
  private float[] d = new float[0];
  private float[] work = new float[0];

  void forward(Tensor qkv, int heads, Tensor out, int firstImage, int lastImage) {
    Heads shape = Heads.of(qkv, heads);
    Tiling tiling = prepare(shape);
    OffHeap q = OffHeap.of(qkv, qkv.length());
    OffHeap k = OffHeap.of(qkv, qkv.length());
    OffHeap v = OffHeap.of(qkv, qkv.length());
    OffHeap to = OffHeap.of(out, shape.outputs());
    Matrix scores = Matrix.of(weights, shape.positions(), shape.positions());
    for (int image = firstImage; image < lastImage; image++) {
      for (int head = 0; head < heads; head++) {
        weigh(shape, q, k, image, head, scores, tiling);
        shape.output(to, image, head).setProduct(1, scores, shape.part(v, image, 2, head));
      }
    }
  }

  void backward(Tensor qkv, int heads, Tensor dOut, Tensor dQkv, int firstImage, int lastImage) {
    Heads shape = Heads.of(qkv, heads);
    Tiling tiling = prepare(shape);
    slopes = slopes.grown(tiling.total());
    d = tiling.grown(d);
    OffHeap q = OffHeap.of(qkv, qkv.length());
    OffHeap k = OffHeap.of(qkv, qkv.length());
    OffHeap v = OffHeap.of(qkv, qkv.length());
    OffHeap from = OffHeap.of(dOut, shape.outputs());
    OffHeap to = OffHeap.of(dQkv, qkv.length());
    Matrix scores = Matrix.of(weights, shape.positions(), shape.positions());
    Matrix dScores = Matrix.of(slopes, shape.positions(), shape.positions());
    for (int image = firstImage; image < lastImage; image++) {
      for (int head = 0; head < heads; head++) {
        Matrix dHead = shape.output(from, image, head);
        weigh(shape, q, k, image, head, scores, tiling);
        shape.part(to, image, 2, head).setProduct(1, scores.transpose(), dHead);
        dScores.setProduct(1, dHead, shape.part(v, image, 2, head).transpose());
        softmaxBackward(tiling, shape.scale());
        shape.part(to, image, 0, head).setProduct(1, dScores, shape.part(k, image, 1, head));
        shape
            .part(to, image, 1, head)
            .setProduct(1, dScores.transpose(), shape.part(q, image, 0, head));
      }
    }
  }

  private Tiling prepare(Heads shape) {
    if (shape.positions() > MOST_POSITIONS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "full attention compares %,d positions of an image, and engine cpu can do %,d at most;"
                  + " scale the images down, or compute on a GPU",
              shape.positions(),
              MOST_POSITIONS));
    }
    Tiling tiling = Tiling.of(shape.positions(), shape.positions());
    weights = weights.grown(tiling.total());
    w = tiling.grown(w);
    work = tiling.grown(work);
    return tiling;
  }

  /** The softmaxed scores of one head. */
  private void weigh(
      Heads shape, OffHeap q, OffHeap k, int image, int head, Matrix scores, Tiling tiling) {
    scores.setProduct(
        shape.scale(), shape.part(q, image, 0, head), shape.part(k, image, 1, head).transpose());
    for (int tile = 0; tile < tiling.count(); tile++) {
      int n = tiling.length(tile);
      weights.read(tiling.start(tile), w, n);
      RowLoops.softmax(w, tiling.channels(), work, n);
      weights.write(w, tiling.start(tile), n);
    }
  }

  private void softmaxBackward(Tiling tiling, float factor) {
    for (int tile = 0; tile < tiling.count(); tile++) {
      int n = tiling.length(tile);
      weights.read(tiling.start(tile), w, n);
      slopes.read(tiling.start(tile), d, n);
      RowLoops.softmaxBackward(w, d, tiling.channels(), work, factor, n);
      slopes.write(d, tiling.start(tile), n);
    }
  }
}
