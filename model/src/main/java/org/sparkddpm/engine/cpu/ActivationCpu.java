package org.sparkddpm.engine.cpu;

import java.util.Arrays;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.Tensor;

/** The element-wise non-linearities, tile by tile. */
final class ActivationCpu {

  private float[] x = new float[0];
  private float[] d = new float[0];
  private float[] one = new float[0];
  private float[] zero = new float[0];

  void forward(Activation activation, Tensor in, Tensor out) {
    Tiling tiling = prepare(in);
    OffHeap from = OffHeap.of(in, in.length());
    OffHeap to = OffHeap.of(out, in.length());
    for (int tile = 0; tile < tiling.count(); tile++) {
      int n = tiling.length(tile);
      from.read(tiling.start(tile), x, n);
      switch (activation) {
        case SILU -> TileLoops.affineSilu(x, one, zero, d, n);
        case GELU -> NormalLoops.gelu(x, d, n);
      }
      to.write(d, tiling.start(tile), n);
    }
  }

  void backward(Activation activation, Tensor in, Tensor dOut, Tensor dx) {
    Tiling tiling = prepare(in);
    OffHeap from = OffHeap.of(in, in.length());
    OffHeap fromOut = OffHeap.of(dOut, in.length());
    OffHeap to = OffHeap.of(dx, in.length());
    for (int tile = 0; tile < tiling.count(); tile++) {
      int n = tiling.length(tile);
      from.read(tiling.start(tile), x, n);
      fromOut.read(tiling.start(tile), d, n);
      switch (activation) {
        case SILU -> TileLoops.affineSiluSlope(x, one, zero, d, n);
        case GELU -> NormalLoops.geluSlope(x, d, n);
      }
      to.write(d, tiling.start(tile), n);
    }
  }

  private Tiling prepare(Tensor in) {
    Tiling tiling = Tiling.of(1, in.length());
    x = tiling.grown(x);
    d = tiling.grown(d);
    one = tiling.grown(one);
    zero = tiling.grown(zero);
    Arrays.fill(one, 1);
    return tiling;
  }
}
