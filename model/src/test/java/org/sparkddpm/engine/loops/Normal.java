package org.sparkddpm.engine.loops;

import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * Normalisation of sets of elements to mean 0 and variance 1: of an image, {@code groups} sets of
 * neighbouring channels.
 *
 * @param hat the normalised elements
 * @param inverse of each element's deviation
 */
record Normal(double[] hat, double[] inverse, int images, int channels, int groups) {

  static Normal of(Tensor x, int images, int groups) {
    int channels = Math.toIntExact(x.size(-1));
    Normal shape = new Normal(Floats.read(x), Floats.read(x), images, channels, groups);
    double[] mean = shape.mean(shape.hat);
    double[] square = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      shape.hat[i] -= mean[i];
      square[i] = shape.hat[i] * shape.hat[i];
    }
    double[] variance = shape.mean(square);
    for (int i = 0; i < mean.length; i++) {
      shape.inverse[i] = 1 / Math.sqrt(variance[i] + Kernels.EPSILON);
      shape.hat[i] *= shape.inverse[i];
    }
    return shape;
  }

  /** The gradient of the elements, given that of the normalised ones. */
  double[] backward(double[] dHat) {
    double[] along = new double[hat.length];
    for (int i = 0; i < hat.length; i++) {
      along[i] = dHat[i] * hat[i];
    }
    double[] mean = mean(dHat);
    double[] alongMean = mean(along);
    double[] dx = new double[hat.length];
    for (int i = 0; i < hat.length; i++) {
      dx[i] = inverse[i] * (dHat[i] - mean[i] - hat[i] * alongMean[i]);
    }
    return dx;
  }

  /** The mean of each element's set. */
  private double[] mean(double[] values) {
    double[] sums = new double[images * groups];
    for (int i = 0; i < values.length; i++) {
      sums[set(i)] += values[i];
    }
    double[] means = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      means[i] = sums[set(i)] * sums.length / values.length;
    }
    return means;
  }

  private int set(int element) {
    int image = element / (hat.length / images);
    return image * groups + element % channels / (channels / groups);
  }
}
