package org.sparkddpm.engine.loops;

import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.HeapImages;
import org.sparkddpm.engine.HeapIntegers;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Noising;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;

/** The layers, and the steps of training and sampling. */
final class LoopsKernels extends LayerLoops implements Kernels {

  @Override
  public void meanSquaredError(Tensor prediction, Tensor target, Tensor loss, Tensor dPrediction) {
    double sum = 0;
    for (int i = 0; i < prediction.length(); i++) {
      double difference = (double) Floats.at(prediction, i) - Floats.at(target, i);
      sum += difference * difference;
      if (dPrediction != null) {
        Floats.set(dPrediction, i, 2 * difference / prediction.size(1));
      }
    }
    Floats.set(loss, 0, sum / prediction.length());
  }

  @Override
  public void clipFactor(Tensor gradient, double limit, int count, Tensor factor) {
    double square = 0;
    for (double each : Floats.read(gradient)) {
      square += each * each;
    }
    double norm = Math.sqrt(square) / count;
    Floats.set(factor, 0, (limit > 0 && norm > limit ? limit / norm : 1) / count);
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
    for (int i = 0; i < parameters.length(); i++) {
      double g = Floats.at(factor, 0) * Floats.at(gradient, i);
      double m = decays.beta1() * Floats.at(first, i) + (1 - decays.beta1()) * g;
      double v = decays.beta2() * Floats.at(second, i) + (1 - decays.beta2()) * g * g;
      Floats.set(first, i, m);
      Floats.set(second, i, v);
      double move = Floats.at(rate, 0) * m / (Math.sqrt(v) + decays.epsilon());
      Floats.set(parameters, i, Floats.at(parameters, i) - move);
    }
  }

  @Override
  public void descend(Tensor rate, Tensor gradient, Tensor factor, Tensor parameters) {
    double length = (double) Floats.at(rate, 0) * Floats.at(factor, 0);
    Floats.fill(parameters, i -> Floats.at(parameters, i) - length * Floats.at(gradient, i));
  }

  @Override
  public void scatter(Tensor index, Tensor row, Tensor table) {
    copy(row, table.part(place(index, 0, table) * row.length(), row.length()));
  }

  @Override
  public void increment(Tensor counter) {
    Floats.set(counter, 0, Floats.at(counter, 0) + 1);
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
    float[] table = new float[Floats.length(levels)];
    System.arraycopy(Floats.of(levels), Floats.first(levels), table, 0, table.length);
    long step = (long) Floats.at(cursor, 0);
    int count = Math.toIntExact(x.size(0));
    HeapImages.Batch batch = HeapImages.draw(noising, images, table, round, plan, step, count);
    Floats.write(batch.x(), x);
    Floats.write(batch.timesteps(), timesteps);
    Floats.write(batch.labels(), labels);
    Floats.write(batch.noise(), noise);
  }

  @Override
  public void sampleNoise(Tensor seed, Tensor images, Tensor step, Tensor out) {
    int size = Math.toIntExact(out.size(1));
    Floats.write(HeapImages.sampleNoise(seed, images, (long) Floats.at(step, 0), size), out);
  }

  @Override
  public void combine(Tensor factors, Tensor x, Tensor y, Tensor out) {
    float a = Floats.at(factors, 0);
    float b = Floats.at(factors, 1);
    Floats.fill(out, i -> a * Floats.at(x, i) + b * Floats.at(y, i));
  }

  @Override
  public void clamp(Tensor x, double low, double high, Tensor out) {
    Floats.fill(out, i -> Math.min(Math.max(Floats.at(x, i), low), high));
  }

  @Override
  public void guide(Tensor conditional, Tensor unconditional, double scale, Tensor out) {
    for (int i = 0; i < out.length(); i++) {
      float u = Floats.at(unconditional, i);
      Floats.set(out, i, u + (float) scale * (Floats.at(conditional, i) - u));
    }
  }

  @Override
  public void fill(Tensor value, Tensor out) {
    Floats.fill(out, i -> Floats.at(value, 0));
  }

  @Override
  public void findNonFinite(Tensor x, Tensor step, Tensor found) {
    for (int i = 0; i < x.length() && HeapIntegers.at(found, 0) == 0; i++) {
      if (!Float.isFinite(Floats.at(x, i))) {
        HeapIntegers.write(new int[] {(int) Floats.at(step, 0) + 1, i}, found);
      }
    }
  }
}
