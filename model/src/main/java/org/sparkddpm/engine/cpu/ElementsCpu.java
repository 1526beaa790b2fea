package org.sparkddpm.engine.cpu;

import org.sparkddpm.engine.Tensor;

/** Arithmetic of element with element, tile by tile of a part. */
final class ElementsCpu {

  private float[] a = new float[0];
  private float[] b = new float[0];
  private double sum;

  static Tiling tiling(Tensor tensor) {
    return Tiling.of(1, tensor.length());
  }

  void add(Tensor x, Tensor y, Tensor out, int firstTile, int lastTile) {
    combine(1, x, 1, y, out, firstTile, lastTile);
  }

  void combine(float ofX, Tensor x, float ofY, Tensor y, Tensor out, int firstTile, int lastTile) {
    Tiling tiling = prepare(out);
    OffHeap xs = OffHeap.of(x, out.length());
    OffHeap ys = OffHeap.of(y, out.length());
    OffHeap to = OffHeap.of(out);
    for (int tile = firstTile; tile < lastTile; tile++) {
      int n = tiling.length(tile);
      xs.read(tiling.start(tile), a, n);
      ys.read(tiling.start(tile), b, n);
      if (ofX == 1 && ofY == 1) {
        TileLoops.add(b, a, n);
      } else {
        combine(ofX, ofY, n);
      }
      to.write(a, tiling.start(tile), n);
    }
  }

  private void combine(float ofX, float ofY, int n) {
    float[] x = a;
    float[] y = b;
    for (int i = 0; i < n; i++) {
      x[i] = ofX * x[i] + ofY * y[i];
    }
  }

  void guide(
      Tensor conditional,
      Tensor unconditional,
      float scale,
      Tensor out,
      int firstTile,
      int lastTile) {
    Tiling tiling = prepare(out);
    OffHeap with = OffHeap.of(conditional, out.length());
    OffHeap without = OffHeap.of(unconditional, out.length());
    OffHeap to = OffHeap.of(out);
    for (int tile = firstTile; tile < lastTile; tile++) {
      int n = tiling.length(tile);
      with.read(tiling.start(tile), a, n);
      without.read(tiling.start(tile), b, n);
      for (int i = 0; i < n; i++) {
        a[i] = b[i] + scale * (a[i] - b[i]);
      }
      to.write(a, tiling.start(tile), n);
    }
  }

  void clamp(Tensor x, float low, float high, Tensor out, int firstTile, int lastTile) {
    Tiling tiling = prepare(out);
    OffHeap from = OffHeap.of(x, out.length());
    OffHeap to = OffHeap.of(out);
    for (int tile = firstTile; tile < lastTile; tile++) {
      int n = tiling.length(tile);
      from.read(tiling.start(tile), a, n);
      for (int i = 0; i < n; i++) {
        a[i] = Math.max(low, Math.min(high, a[i]));
      }
      to.write(a, tiling.start(tile), n);
    }
  }

  /** Leaves the sum of the squared differences in {@link #sum}. */
  void squaredError(Tensor prediction, Tensor target, Tensor slope, int firstTile, int lastTile) {
    Tiling tiling = prepare(prediction);
    OffHeap from = OffHeap.of(prediction);
    OffHeap wanted = OffHeap.of(target, prediction.length());
    OffHeap to = slope == null ? null : OffHeap.of(slope, prediction.length());
    float size = (float) prediction.length() / prediction.size(0);
    sum = 0;
    for (int tile = firstTile; tile < lastTile; tile++) {
      int n = tiling.length(tile);
      from.read(tiling.start(tile), a, n);
      wanted.read(tiling.start(tile), b, n);
      for (int i = 0; i < n; i++) {
        float difference = a[i] - b[i];
        sum += (double) difference * difference;
        a[i] = difference * 2 / size;
      }
      if (to != null) {
        to.write(a, tiling.start(tile), n);
      }
    }
  }

  double sum() {
    return sum;
  }

  private Tiling prepare(Tensor tensor) {
    Tiling tiling = tiling(tensor);
    a = tiling.grown(a);
    b = tiling.grown(b);
    return tiling;
  }
}
