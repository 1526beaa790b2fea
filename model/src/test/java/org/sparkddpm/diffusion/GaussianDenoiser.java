package org.sparkddpm.diffusion;

import java.util.Arrays;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * The best denoiser of data whose pixels are independent and normal: E[epsilon | x_t] in closed
 * form, by kernels alone. A label moves the mean by {@link #SHIFT}; no label moves it as label 0.
 */
final class GaussianDenoiser implements Denoiser {

  static final double SHIFT = 0.25;

  private final Engine engine;
  private final NoiseSchedule schedule;
  private final int imageSize;
  private final double mean;
  private final double variance;

  GaussianDenoiser(
      Engine engine, NoiseSchedule schedule, int imageSize, double mean, double variance) {
    this.engine = engine;
    this.schedule = schedule;
    this.imageSize = imageSize;
    this.mean = mean;
    this.variance = variance;
  }

  /** Where the flow leads an image from one timestep to another. */
  double flow(double x, int timestep, int to, int label) {
    double alphaBar = schedule.alphaBar(to);
    return Math.sqrt(alphaBar) * (mean + SHIFT * label)
        + Math.sqrt(alphaBar * variance + 1 - alphaBar) * deviations(x, timestep, label);
  }

  /** Standard deviations from the mean of all images at a timestep; the flow leaves them alone. */
  private double deviations(double x, int timestep, int label) {
    double alphaBar = schedule.alphaBar(timestep);
    return (x - Math.sqrt(alphaBar) * (mean + SHIFT * label))
        / Math.sqrt(alphaBar * variance + 1 - alphaBar);
  }

  /** E[x_0 | x_t]. */
  double meanOfData(double x, int timestep, int label) {
    double alphaBar = schedule.alphaBar(timestep);
    double center = mean + SHIFT * label;
    double gain = Math.sqrt(alphaBar) * variance / (alphaBar * variance + 1 - alphaBar);
    return center + gain * (x - Math.sqrt(alphaBar) * center);
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public int imageSize() {
    return imageSize;
  }

  @Override
  public int noLabel() {
    return 0;
  }

  @Override
  public Denoiser.Batch batch(int n) {
    float[] factors = new float[2 * schedule.timesteps()];
    for (int t = 0; t < schedule.timesteps(); t++) {
      double alphaBar = schedule.alphaBar(t);
      double slope = Math.sqrt(1 - alphaBar) / (alphaBar * variance + 1 - alphaBar);
      factors[2 * t] = (float) slope;
      factors[2 * t + 1] = (float) (-slope * Math.sqrt(alphaBar));
    }
    Tensors batch = new Tensors(engine, n, imageSize, schedule.timesteps());
    engine.write(factors, batch.factors);
    engine.write(filled(SHIFT), batch.shift);
    engine.write(filled(mean), batch.mean);
    return batch;
  }

  private float[] filled(double value) {
    float[] values = new float[imageSize];
    Arrays.fill(values, (float) value);
    return values;
  }

  private static final class Tensors implements Denoiser.Batch {
    final Kernels kernels;
    final Tensor images;
    final Tensor timesteps;
    final Tensor labels;
    final Tensor epsilon;
    final Tensor centers;
    final Tensor shift;
    final Tensor mean;
    final Tensor factors;
    final Tensor row;

    Tensors(Engine engine, int n, int imageSize, int allTimesteps) {
      kernels = engine.kernels();
      images = engine.floats(n, imageSize);
      timesteps = engine.floats(n, 1);
      labels = engine.floats(n, 1);
      epsilon = engine.floats(n, imageSize);
      centers = engine.floats(n, imageSize);
      shift = engine.floats(imageSize, 1);
      mean = engine.floats(imageSize);
      factors = engine.floats(allTimesteps, 2);
      row = engine.floats(1, 2);
    }

    @Override
    public Tensor images() {
      return images;
    }

    @Override
    public Tensor timesteps() {
      return timesteps;
    }

    @Override
    public Tensor labels() {
      return labels;
    }

    @Override
    public Tensor epsilon() {
      return epsilon;
    }

    @Override
    public void predict() {
      kernels.dense(labels, shift, mean, centers);
      kernels.gather(timesteps.part(0, 1, 1), factors, row);
      kernels.combine(row.reshape(2), images, centers, epsilon);
    }
  }
}
