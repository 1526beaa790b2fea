package org.sparkddpm.engine.cpu;

/**
 * GELU by the normal distribution function: {@code gelu(x) = max(x, 0) - |x| Q(|x|)}, Q the upper
 * tail by Abramowitz and Stegun 7.1.26, right to 1e-7; the exponential as in {@link TileLoops#exp}.
 */
final class NormalLoops {

  private static final float LIMIT = 2.5f;
  // 7.1.26 approximates erfc(size / sqrt(2)), twice the tail.
  private static final float A0 = (float) (0.3275911 * Math.sqrt(0.5));
  private static final float A1 = (float) (0.254829592 / 2);
  private static final float A2 = (float) (-0.284496736 / 2);
  private static final float A3 = (float) (1.421413741 / 2);
  private static final float A4 = (float) (-1.453152027 / 2);
  private static final float A5 = (float) (1.061405429 / 2);
  private static final float DENSITY_AT_ZERO = (float) (1 / Math.sqrt(2 * Math.PI));

  private NormalLoops() {}

  static void gelu(float[] x, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      float size = Math.abs(x[i]);
      float t = Math.min(LIMIT, size * size * 0.0625f);
      float u = t * t;
      float even = 120 + 12 * u;
      float odd = t * (60 + u);
      float e = (even - odd) / (even + odd);
      e *= e;
      e *= e;
      e *= e;
      float k = 1 / (1 + A0 * size);
      float tail = e * k * (A1 + k * (A2 + k * (A3 + k * (A4 + k * A5))));
      out[i] = Math.max(x[i], 0) - size * tail;
    }
  }

  /** {@code d *= gelu'(x)}, {@code gelu' = Phi(x) + x phi(x)}. */
  static void geluSlope(float[] x, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      float size = Math.abs(x[i]);
      float t = Math.min(LIMIT, size * size * 0.0625f);
      float u = t * t;
      float even = 120 + 12 * u;
      float odd = t * (60 + u);
      float e = (even - odd) / (even + odd);
      e *= e;
      e *= e;
      e *= e;
      float k = 1 / (1 + A0 * size);
      float tail = e * k * (A1 + k * (A2 + k * (A3 + k * (A4 + k * A5))));
      float sign = x[i] / Math.max(size, Float.MIN_NORMAL);
      d[i] *= 0.5f + sign * (0.5f - tail) + x[i] * DENSITY_AT_ZERO * e;
    }
  }
}
