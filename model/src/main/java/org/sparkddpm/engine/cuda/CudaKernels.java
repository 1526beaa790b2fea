package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;

/** All kernels of a card: those of the layers, and around the network. */
final class CudaKernels extends CudaLayers implements Kernels {

  private final OptimizerCuda optimizer;
  private final SamplingCuda sampling;

  CudaKernels(Launcher launcher) {
    super(launcher);
    optimizer = new OptimizerCuda(launcher);
    sampling = new SamplingCuda(launcher);
  }

  @Override
  public void meanSquaredError(Tensor prediction, Tensor target, Tensor loss, Tensor dPrediction) {
    optimizer.meanSquaredError(prediction, target, loss, dPrediction);
  }

  @Override
  public void clipFactor(Tensor gradient, double limit, int count, Tensor factor) {
    optimizer.clipFactor(gradient, limit, count, factor);
  }

  @Override
  public void adam(
      AdamDecays decays,
      Tensor rate,
      Tensor gradient,
      Tensor factor,
      Tensor first,
      Tensor second,
      Tensor parameters) {
    optimizer.adam(decays, rate, gradient, factor, first, second, parameters);
  }

  @Override
  public void descend(Tensor rate, Tensor gradient, Tensor factor, Tensor parameters) {
    optimizer.descend(rate, gradient, factor, parameters);
  }

  @Override
  public void scatter(Tensor index, Tensor row, Tensor table) {
    rows.scatter(index, row, table);
  }

  @Override
  public void increment(Tensor counter) {
    rows.increment(counter);
  }

  @Override
  public void noisedBatch(
      Noising noising,
      ResidentImages images,
      Tensor levels,
      Tensor round,
      Tensor plan,
      Tensor cursor,
      Tensor x,
      Tensor timesteps,
      Tensor labels,
      Tensor noise) {
    drawing.noisedBatch(noising, images, levels, round, plan, cursor, x, timesteps, labels, noise);
  }

  @Override
  public void sampleNoise(Tensor seed, Tensor images, Tensor step, Tensor out) {
    drawing.sampleNoise(seed, images, step, out);
  }

  @Override
  public void combine(Tensor factors, Tensor x, Tensor y, Tensor out) {
    sampling.combine(factors, x, y, out);
  }

  @Override
  public void combineRows(Tensor factors, Tensor x, Tensor y, Tensor out) {
    sampling.combineRows(factors, x, y, out);
  }

  @Override
  public void clamp(Tensor x, double low, double high, Tensor out) {
    sampling.clamp(x, low, high, out);
  }

  @Override
  public void guide(Tensor conditional, Tensor unconditional, double scale, Tensor out) {
    sampling.guide(conditional, unconditional, scale, out);
  }

  @Override
  public void fill(Tensor value, Tensor out) {
    elements.fill(value, out);
  }

  @Override
  public void findNonFinite(Tensor x, Tensor step, Tensor found) {
    sampling.findNonFinite(x, step, found);
  }
}
