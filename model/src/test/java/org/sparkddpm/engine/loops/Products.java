package org.sparkddpm.engine.loops;

import java.util.Arrays;
import org.sparkddpm.engine.Tensor;

/**
 * The terms of a convolution: {@code small += large * weights} for every place of a window. Each of
 * the three is a sum of products of the other two.
 */
record Products(Tensor large, Tensor weights, Tensor small, int stride) {

  private interface Term {
    void add(int large, int weight, int small);
  }

  void toSmall(Tensor bias) {
    double[] sums = start(small, bias);
    each((l, w, s) -> sums[s] += (double) Floats.at(large, l) * Floats.at(weights, w));
    Floats.write(sums, small);
  }

  void toLarge(Tensor bias) {
    double[] sums = start(large, bias);
    each((l, w, s) -> sums[l] += (double) Floats.at(small, s) * Floats.at(weights, w));
    Floats.write(sums, large);
  }

  void toWeights() {
    double[] sums = start(weights, null);
    each((l, w, s) -> sums[w] += (double) Floats.at(large, l) * Floats.at(small, s));
    Floats.write(sums, weights);
  }

  /** The gradient of a bias: the sum over all but the last axis. */
  static void toBias(Tensor d, Tensor result) {
    double[] sums = new double[Floats.length(result)];
    for (int i = 0; i < d.length(); i++) {
      sums[i % sums.length] += Floats.at(d, i);
    }
    Floats.write(sums, result);
  }

  private static double[] start(Tensor result, Tensor bias) {
    double[] sums = new double[Floats.length(result)];
    for (int i = 0; bias != null && i < sums.length; i++) {
      sums[i] = Floats.at(bias, i % Floats.length(bias));
    }
    return sums;
  }

  private void each(Term term) {
    int[] l = sizes(large);
    int[] w = sizes(weights);
    int[] s = sizes(small);
    for (int place = 0; place < Floats.length(small); place++) {
      int image = place / s[3] / s[2] / s[1];
      int top = place / s[3] / s[2] % s[1] * stride - before(l[1], s[1], w[2]);
      int left = place / s[3] % s[2] * stride - before(l[2], s[2], w[3]);
      int out = place % s[3];
      for (int window = 0; window < w[1] * w[2] * w[3]; window++) {
        int in = window / w[3] / w[2];
        int y = top + window / w[3] % w[2];
        int x = left + window % w[3];
        if (y >= 0 && y < l[1] && x >= 0 && x < l[2]) {
          term.add(
              ((image * l[1] + y) * l[2] + x) * l[3] + in,
              out * w[1] * w[2] * w[3] + window,
              place);
        }
      }
    }
  }

  private int before(int large, int small, int window) {
    return Math.max(0, (small - 1) * stride + window - large) / 2;
  }

  private static int[] sizes(Tensor tensor) {
    return Arrays.stream(tensor.shape()).mapToInt(Math::toIntExact).toArray();
  }
}
