package org.sparkddpm.engine.cuda;

import java.util.List;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;

/** All kernels of a card; each of the classes behind it starts those of one file. */
final class CudaKernels extends PendingKernels {

  private final ElementsCuda elements;
  private final RowsCuda rows;
  private final DrawingCuda drawing;
  private final OptimizerCuda optimizer;
  private final SamplingCuda sampling;

  CudaKernels(Launcher launcher) {
    elements = new ElementsCuda(launcher);
    rows = new RowsCuda(launcher);
    drawing = new DrawingCuda(launcher);
    optimizer = new OptimizerCuda(launcher);
    sampling = new SamplingCuda(launcher);
  }

  @Override
  public void activate(Activation activation, Tensor x, Tensor out) {
    elements.activate(activation, x, out);
  }

  @Override
  public void activateBackward(Activation activation, Tensor x, Tensor dOut, Tensor dx) {
    elements.activateBackward(activation, x, dOut, dx);
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor out) {
    elements.add(a, b, out);
  }

  @Override
  public void copy(Tensor from, Tensor to) {
    elements.copy(from, to);
  }

  @Override
  public void fill(Tensor value, Tensor out) {
    elements.fill(value, out);
  }

  @Override
  public void concat(List<Tensor> parts, Tensor out) {
    rows.concat(parts, out);
  }

  @Override
  public void split(Tensor whole, List<Tensor> parts) {
    rows.split(whole, parts);
  }

  @Override
  public void gather(Tensor indices, Tensor table, Tensor out) {
    rows.gather(indices, table, out);
  }

  @Override
  public void gatherBackward(Tensor indices, Tensor dOut, Tensor dTable) {
    rows.gatherBackward(indices, dOut, dTable);
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
  public void patches(Tensor images, int size, Tensor patches) {
    rows.patches(images, size, patches);
  }

  @Override
  public void joinPatches(Tensor patches, int size, Tensor images) {
    rows.joinPatches(patches, size, images);
  }

  @Override
  public void sinusoids(Tensor timesteps, Tensor out) {
    drawing.sinusoids(timesteps, out);
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
  public void combine(Tensor factors, Tensor x, Tensor y, Tensor out) {
    sampling.combine(factors, x, y, out);
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
  public void findNonFinite(Tensor x, Tensor step, Tensor found) {
    sampling.findNonFinite(x, step, found);
  }
}
