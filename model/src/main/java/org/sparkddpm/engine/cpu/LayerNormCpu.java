package org.sparkddpm.engine.cpu;

import java.util.Arrays;
import java.util.List;
import org.sparkddpm.engine.Tensor;

/** Layer normalisation over the last axis, one tile after the other of a part. */
final class LayerNormCpu {

  private float[] x = new float[0];
  private float[] d = new float[0];
  private float[] inverse = new float[0];
  private float[] work = new float[0];
  private float[] gain = new float[0];
  private float[] bias = new float[0];
  private float[] dGain = new float[0];
  private float[] dBias = new float[0];

  void forward(Tensor in, Tensor gains, Tensor biases, Tensor out, int firstTile, int lastTile) {
    Tiling tiling = prepare(in, gains);
    bias = tiling.grown(bias);
    OffHeap.of(biases, tiling.channels()).read(0, bias, tiling.channels());
    tiling.spread(bias);
    OffHeap from = OffHeap.of(in, in.length());
    OffHeap to = OffHeap.of(out, in.length());
    for (int tile = firstTile; tile < lastTile; tile++) {
      int n = tiling.length(tile);
      from.read(tiling.start(tile), x, n);
      normalise(n, tiling.channels());
      TileLoops.affine(x, gain, bias, work, n);
      to.write(work, tiling.start(tile), n);
    }
  }

  void backward(Tensor in, Tensor gains, Tensor dOut, Tensor dx, int firstTile, int lastTile) {
    Tiling tiling = prepare(in, gains);
    int channels = tiling.channels();
    d = tiling.grown(d);
    dGain = tiling.grown(dGain);
    dBias = tiling.grown(dBias);
    Arrays.fill(dGain, 0, tiling.length(), 0);
    Arrays.fill(dBias, 0, tiling.length(), 0);
    OffHeap from = OffHeap.of(in, in.length());
    OffHeap fromOut = OffHeap.of(dOut, in.length());
    OffHeap to = OffHeap.of(dx, in.length());
    for (int tile = firstTile; tile < lastTile; tile++) {
      int n = tiling.length(tile);
      from.read(tiling.start(tile), x, n);
      fromOut.read(tiling.start(tile), d, n);
      normalise(n, channels);
      TileLoops.add(d, dBias, n);
      TileLoops.addProducts(d, x, dGain, n);
      TileLoops.multiply(d, gain, d, n);
      RowLoops.means(d, channels, work, n);
      TileLoops.subtract(d, work, n);
      // The normalised x has mean zero, so the mean just taken from d changes no product with it.
      TileLoops.multiply(d, x, work, n);
      RowLoops.means(work, channels, work, n);
      TileLoops.normSlope(d, x, work, inverse, n);
      to.write(d, tiling.start(tile), n);
    }
  }

  /** The gradients of gain and bias after {@link #backward} over all tiles in parts. */
  static void writeSums(List<LayerNormCpu> parts, Tensor in, Tensor dGains, Tensor dBiases) {
    Tiling tiling = tiling(in);
    LayerNormCpu all = parts.get(0);
    for (LayerNormCpu part : parts.subList(1, parts.size())) {
      TileLoops.add(part.dGain, all.dGain, tiling.length());
      TileLoops.add(part.dBias, all.dBias, tiling.length());
    }
    writeFolded(tiling, all.dGain, dGains);
    writeFolded(tiling, all.dBias, dBiases);
  }

  static Tiling tiling(Tensor in) {
    return Tiling.of(in.size(-1), in.length() / in.size(-1));
  }

  private Tiling prepare(Tensor in, Tensor gains) {
    Tiling tiling = tiling(in);
    x = tiling.grown(x);
    inverse = tiling.grown(inverse);
    work = tiling.grown(work);
    gain = tiling.grown(gain);
    OffHeap.of(gains, tiling.channels()).read(0, gain, tiling.channels());
    tiling.spread(gain);
    return tiling;
  }

  /** Normalises the rows of x and leaves each row's inverse deviation behind. */
  private void normalise(int n, int channels) {
    RowLoops.means(x, channels, work, n);
    TileLoops.subtract(x, work, n);
    TileLoops.multiply(x, x, work, n);
    RowLoops.inverseDeviations(work, channels, inverse, n);
    TileLoops.multiply(x, inverse, x, n);
  }

  private static void writeFolded(Tiling tiling, float[] tile, Tensor perChannel) {
    OffHeap.of(perChannel, tiling.channels()).write(tiling.folded(tile), 0, tiling.channels());
  }
}
