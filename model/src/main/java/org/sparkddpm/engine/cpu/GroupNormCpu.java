package org.sparkddpm.engine.cpu;

import java.util.Arrays;
import java.util.List;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * Group normalisation, affine map, scale and shift, and SiLU, one image after the other of a part.
 */
final class GroupNormCpu {

  private float[][] x = new float[0][];
  private float[][] d = new float[0][];
  private float[] factor = new float[0];
  private float[] shift = new float[0];
  private float[] first = new float[0];
  private float[] second = new float[0];
  private float[] result = new float[0];

  private Tiling tiling;
  private int channels;
  private int perGroup;
  private float[] gain;
  private float[] bias;
  private float[] scaleShift;
  private double[] mean;
  private double[] inverse;
  private double[] gainSums;
  private double[] biasSums;
  private double[] sums;
  private double[] products;

  void forward(
      Tensor in,
      Tensor gains,
      Tensor biases,
      Tensor scalesAndShifts,
      int groups,
      Tensor out,
      int firstImage,
      int lastImage) {
    prepare(in, gains, biases, groups);
    OffHeap from = OffHeap.of(in, in.length());
    OffHeap to = OffHeap.of(out, in.length());
    OffHeap scales =
        scalesAndShifts == null ? null : OffHeap.of(scalesAndShifts, 2 * in.size(0) * channels);
    for (int image = firstImage; image < lastImage; image++) {
      long start = (long) image * tiling.total();
      readScale(scales, image);
      read(from, start, x);
      normalise();
      for (int tile = 0; tile < tiling.count(); tile++) {
        int n = tiling.length(tile);
        TileLoops.affineSilu(x[tile], factor, shift, result, n);
        to.write(result, start + tiling.start(tile), n);
      }
    }
  }

  void backward(
      Tensor in,
      Tensor gains,
      Tensor biases,
      Tensor scalesAndShifts,
      int groups,
      Tensor dOut,
      Tensor dx,
      Tensor dScaleShift,
      int firstImage,
      int lastImage) {
    prepare(in, gains, biases, groups);
    d = tiling.grown(d);
    OffHeap from = OffHeap.of(in, in.length());
    OffHeap fromOut = OffHeap.of(dOut, in.length());
    OffHeap to = OffHeap.of(dx, in.length());
    OffHeap scales =
        scalesAndShifts == null ? null : OffHeap.of(scalesAndShifts, 2 * in.size(0) * channels);
    OffHeap dScales =
        scalesAndShifts == null ? null : OffHeap.of(dScaleShift, 2 * in.size(0) * channels);
    gainSums = new double[channels];
    biasSums = new double[channels];
    float[] dScale = new float[2 * channels];
    for (int image = firstImage; image < lastImage; image++) {
      long start = (long) image * tiling.total();
      readScale(scales, image);
      read(from, start, x);
      read(fromOut, start, d);
      normalise();
      slopes();
      for (int c = 0; c < channels; c++) {
        products[c] *= inverse[c];
        gainSums[c] += products[c] * (1 + scaleShift[c]);
        biasSums[c] += sums[c] * (1 + scaleShift[c]);
        dScale[c] = (float) (gain[c] * products[c] + bias[c] * sums[c]);
        dScale[channels + c] = (float) sums[c];
      }
      if (dScales != null) {
        dScales.write(dScale, 2L * image * channels, 2 * channels);
      }
      writeInputGradient(to, start);
    }
  }

  /** The gradients of gain and bias after {@link #backward} over all images in parts. */
  static void writeSums(List<GroupNormCpu> parts, Tensor dGain, Tensor dBias) {
    double[] gains = new double[parts.get(0).channels];
    double[] biases = new double[gains.length];
    for (GroupNormCpu part : parts) {
      for (int c = 0; c < gains.length; c++) {
        gains[c] += part.gainSums[c];
        biases[c] += part.biasSums[c];
      }
    }
    OffHeap.of(dGain, gains.length).write(floats(gains), 0, gains.length);
    OffHeap.of(dBias, gains.length).write(floats(biases), 0, gains.length);
  }

  private void prepare(Tensor in, Tensor gains, Tensor biases, int groups) {
    channels = Math.toIntExact(in.size(-1));
    perGroup = channels / groups;
    tiling = Tiling.of(channels, in.length() / in.size(0) / channels);
    x = tiling.grown(x);
    factor = tiling.grown(factor);
    shift = tiling.grown(shift);
    first = tiling.grown(first);
    second = tiling.grown(second);
    result = tiling.grown(result);
    gain = new float[channels];
    bias = new float[channels];
    scaleShift = new float[2 * channels];
    mean = new double[channels];
    inverse = new double[channels];
    sums = new double[channels];
    products = new double[channels];
    OffHeap.of(gains, channels).read(0, gain, channels);
    OffHeap.of(biases, channels).read(0, bias, channels);
  }

  private void readScale(OffHeap scales, int image) {
    if (scales != null) {
      scales.read(2L * image * channels, scaleShift, 2 * channels);
    }
  }

  private void read(OffHeap from, long start, float[][] tiles) {
    for (int tile = 0; tile < tiling.count(); tile++) {
      from.read(start + tiling.start(tile), tiles[tile], tiling.length(tile));
    }
  }

  /** Takes the mean from x, and finds the affine map from there to the SiLU. */
  private void normalise() {
    Arrays.fill(first, 0, tiling.length(), 0);
    for (int tile = 0; tile < tiling.count(); tile++) {
      TileLoops.add(x[tile], first, tiling.length(tile));
    }
    tiling.fold(first, mean);
    averageByGroup(mean);
    spread(mean, first);
    Arrays.fill(second, 0, tiling.length(), 0);
    for (int tile = 0; tile < tiling.count(); tile++) {
      TileLoops.centreAndAddSquares(x[tile], first, second, tiling.length(tile));
    }
    tiling.fold(second, inverse);
    averageByGroup(inverse);
    for (int c = 0; c < channels; c++) {
      inverse[c] = 1 / Math.sqrt(inverse[c] + Kernels.EPSILON);
      double scale = 1 + scaleShift[c];
      factor[c] = (float) (inverse[c] * gain[c] * scale);
      shift[c] = (float) (bias[c] * scale + scaleShift[channels + c]);
    }
    tiling.spread(factor);
    tiling.spread(shift);
  }

  /** Turns d into the gradient before the SiLU and adds it and its products with x up. */
  private void slopes() {
    Arrays.fill(first, 0, tiling.length(), 0);
    Arrays.fill(second, 0, tiling.length(), 0);
    for (int tile = 0; tile < tiling.count(); tile++) {
      int n = tiling.length(tile);
      TileLoops.affineSiluSlope(x[tile], factor, shift, d[tile], n);
      TileLoops.add(d[tile], first, n);
      TileLoops.addProducts(d[tile], x[tile], second, n);
    }
    tiling.fold(first, sums);
    tiling.fold(second, products);
  }

  private void writeInputGradient(OffHeap to, long start) {
    for (int c = 0; c < channels; c++) {
      double g = gain[c] * (1.0 + scaleShift[c]);
      sums[c] *= g;
      products[c] *= g;
    }
    averageByGroup(sums);
    averageByGroup(products);
    for (int c = 0; c < channels; c++) {
      first[c] = (float) (-inverse[c] * inverse[c] * products[c]);
      second[c] = (float) (-inverse[c] * sums[c]);
    }
    tiling.spread(first);
    tiling.spread(second);
    for (int tile = 0; tile < tiling.count(); tile++) {
      int n = tiling.length(tile);
      TileLoops.combine(d[tile], factor, x[tile], first, second, result, n);
      to.write(result, start + tiling.start(tile), n);
    }
  }

  /** Sums by channel become means over the group's channels and all positions. */
  private void averageByGroup(double[] values) {
    double count = (double) tiling.total() / channels * perGroup;
    for (int c = 0; c < channels; c += perGroup) {
      double sum = 0;
      for (int i = c; i < c + perGroup; i++) {
        sum += values[i];
      }
      Arrays.fill(values, c, c + perGroup, sum / count);
    }
  }

  private void spread(double[] perChannel, float[] tile) {
    for (int c = 0; c < channels; c++) {
      tile[c] = (float) perChannel[c];
    }
    tiling.spread(tile);
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
