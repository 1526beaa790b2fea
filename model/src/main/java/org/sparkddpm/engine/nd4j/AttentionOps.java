package org.sparkddpm.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Full and linear attention over the positions of an image by ND4J operations. */
final class AttentionOps {

  private final boolean linear;
  private final long images;
  private final long positions;
  private final long heads;
  private final long width;
  private final double scale;

  /** Queries, keys and values, each {@code [N * heads, P, d]}; softmaxed where linear. */
  private final INDArray q;

  private final INDArray k;
  private final INDArray v;

  AttentionOps(INDArray qkv, int heads, boolean linear) {
    this.linear = linear;
    this.heads = heads;
    this.images = qkv.size(0);
    this.positions = qkv.size(1) * qkv.size(2);
    this.width = qkv.size(-1) / 3 / heads;
    this.scale = 1 / Math.sqrt((double) width);
    INDArray flat = qkv.reshape('c', images, positions, 3L * heads * width);
    INDArray queries = part(flat, 0);
    INDArray keys = part(flat, 1);
    this.v = part(flat, 2);
    this.q = linear ? softmax(queries) : queries;
    this.k = linear ? transposed(softmax(transposed(keys))) : keys;
  }

  void forward(INDArray out) {
    INDArray result =
        linear ? product(q, false, context(), false) : product(weights(), false, v, false);
    merge(linear ? result.muli(scale) : result, out.reshape('c', images, positions, -1), 0);
  }

  void backward(INDArray dOut, INDArray dQkv) {
    INDArray d = part(dOut.reshape('c', images, positions, heads * width), 0);
    INDArray dq;
    INDArray dk;
    INDArray dv;
    if (linear) {
      d.muli(scale);
      INDArray dContext = product(q, true, d, false);
      dq = softmaxBackward(q, product(d, false, context(), true));
      INDArray dKeys = product(v, false, dContext, true);
      dk = transposed(softmaxBackward(transposed(k), transposed(dKeys)));
      dv = product(k, false, dContext, false);
    } else {
      INDArray weights = weights();
      INDArray dScores = softmaxBackward(weights, product(d, false, v, true)).muli(scale);
      dq = product(dScores, false, k, false);
      dk = product(dScores, true, q, false);
      dv = product(weights, true, d, false);
    }
    INDArray flat = dQkv.reshape('c', images, positions, 3L * heads * width);
    merge(dq, flat, 0);
    merge(dk, flat, 1);
    merge(dv, flat, 2);
  }

  /** {@code sum over positions of k v^T}: {@code [N * heads, d, d]}. */
  private INDArray context() {
    return product(k, true, v, false);
  }

  private INDArray weights() {
    return softmax(product(q, false, k, true).muli(scale));
  }

  private INDArray part(INDArray flat, int index) {
    long first = index * heads * width;
    return flat.get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(first, first + heads * width))
        .dup('c')
        .reshape('c', images, positions, heads, width)
        .permute(0, 2, 1, 3)
        .dup('c')
        .reshape('c', images * heads, positions, width);
  }

  private void merge(INDArray perHead, INDArray flat, int index) {
    long first = index * heads * width;
    INDArray merged =
        perHead
            .dup('c')
            .reshape('c', images, heads, positions, width)
            .permute(0, 2, 1, 3)
            .dup('c')
            .reshape('c', images, positions, heads * width);
    flat.get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(first, first + heads * width))
        .assign(merged);
  }

  private static INDArray transposed(INDArray x) {
    return x.permute(0, 2, 1).dup('c');
  }

  private static INDArray softmax(INDArray x) {
    return Nd4j.nn().softmax(x, 2);
  }

  private static INDArray softmaxBackward(INDArray softmax, INDArray dOut) {
    INDArray inner = dOut.mul(softmax).sum(true, 2);
    return dOut.sub(inner).muli(softmax);
  }

  private static INDArray product(INDArray a, boolean aT, INDArray b, boolean bT) {
    return Nd4j.matmul(a, b, aT, bT, false);
  }
}
