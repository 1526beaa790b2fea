package org.sparkddpm.engine.cpu;

/**
 * Element-wise loops over tiles in the one form that the just-in-time compiler turns into vector
 * instructions: one counter from zero, the same index in every array, and only {@code + - * /} and
 * the least and the greatest of two numbers.
 */
final class TileLoops {

  // sigmoid(20) differs from 1, and exp(-20) from 0, by 2e-9.
  private static final float LIMIT = 2.5f;

  private TileLoops() {}

  static void add(float[] x, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += x[i];
    }
  }

  /** {@code x -= mean; sum += x * x}. */
  static void centreAndAddSquares(float[] x, float[] mean, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      float d = x[i] - mean[i];
      x[i] = d;
      sum[i] += d * d;
    }
  }

  static void addProducts(float[] x, float[] y, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += x[i] * y[i];
    }
  }

  static void multiply(float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = x[i] * y[i];
    }
  }

  static void subtract(float[] x, float[] other, int n) {
    for (int i = 0; i < n; i++) {
      x[i] -= other[i];
    }
  }

  static void affine(float[] x, float[] factor, float[] shift, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = x[i] * factor[i] + shift[i];
    }
  }

  /** {@code d = (d - x * mean) * inverse}. */
  static void normSlope(float[] d, float[] x, float[] mean, float[] inverse, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = (d[i] - x[i] * mean[i]) * inverse[i];
    }
  }

  /** {@code out = x * a + y * b + c}. */
  static void combine(float[] x, float[] a, float[] y, float[] b, float[] c, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = x[i] * a[i] + y[i] * b[i] + c[i];
    }
  }

  /** {@code d = (d - inner) * y * factor}: the derivative of a softmax with output y. */
  static void softmaxSlope(float[] d, float[] inner, float[] y, float factor, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = (d[i] - inner[i]) * y[i] * factor;
    }
  }

  static void greatest(float[] x, float[] greatest, int n) {
    for (int i = 0; i < n; i++) {
      greatest[i] = Math.max(greatest[i], x[i]);
    }
  }

  /**
   * {@code x = exp(x - greatest)} for {@code x <= greatest}, to about 1e-6 of the greatest result;
   * what is less than exp(-20) counts as that.
   *
   * <p>{@code exp(v) = (p(v/8) / p(-v/8))^8}, {@code p(t) = 120 + 60t + 12t^2 + t^3} (Pade).
   */
  static void exp(float[] x, float[] greatest, int n) {
    for (int i = 0; i < n; i++) {
      float t = Math.max(-LIMIT, (x[i] - greatest[i]) * 0.125f);
      float u = t * t;
      float even = 120 + 12 * u;
      float odd = t * (60 + u);
      float r = (even + odd) / (even - odd);
      r *= r;
      r *= r;
      x[i] = r * r;
    }
  }

  /** {@code out = silu(x * factor + shift)}; the sigmoid is right to about 2e-7. */
  static void affineSilu(float[] x, float[] factor, float[] shift, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      float y = x[i] * factor[i] + shift[i];
      float t = Math.max(-LIMIT, Math.min(LIMIT, y * 0.125f));
      float u = t * t;
      float even = 120 + 12 * u;
      float odd = t * (60 + u);
      float p = even + odd;
      float q = even - odd;
      p *= p;
      q *= q;
      p *= p;
      q *= q;
      p *= p;
      q *= q;
      out[i] = y * p / (p + q);
    }
  }

  /** {@code d *= silu'(x * factor + shift)}. */
  static void affineSiluSlope(float[] x, float[] factor, float[] shift, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      float y = x[i] * factor[i] + shift[i];
      float t = Math.max(-LIMIT, Math.min(LIMIT, y * 0.125f));
      float u = t * t;
      float even = 120 + 12 * u;
      float odd = t * (60 + u);
      float p = even + odd;
      float q = even - odd;
      p *= p;
      q *= q;
      p *= p;
      q *= q;
      p *= p;
      q *= q;
      float r = 1 / (p + q);
      float s = p * r;
      d[i] *= s + y * s * (q * r);
    }
  }
}
