package org.sparkddpm.images.strokes;

/**
 * The random numbers of one drawn digit: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), written
 * out because the JDK does not promise that its own generators never change.
 */
final class StrokeRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  StrokeRandom(long index) {
    // Neighbouring indices must not give shifted copies of one sequence.
    state = mix(index * GOLDEN_GAMMA + 1);
  }

  private static long mix(long z) {
    long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    y = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
    return y ^ (y >>> 31);
  }

  /** Uniform in [0, 1). */
  double uniform() {
    state += GOLDEN_GAMMA;
    return (mix(state) >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [low, high). */
  double between(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** A bell of mean 0 and standard deviation 1 that never leaves -3.5 .. 3.5 (Irwin-Hall of 4). */
  double bell() {
    double sum = uniform() + uniform() + uniform() + uniform() - 2;
    return sum * 1.7320508075688772;
  }

  /** Index of one of the weights, each as likely as its share of their sum. */
  int choose(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double left = uniform() * sum;
    for (int i = 0; i < weights.length - 1; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }
}
