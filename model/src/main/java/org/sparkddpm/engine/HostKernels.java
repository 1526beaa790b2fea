package org.sparkddpm.engine;

import java.util.Arrays;

/**
 * The kernels of a {@link HostEngine}: all around the network is computed on the heap, as far as an
 * engine has no faster way.
 */
public interface HostKernels extends Kernels {

  /** Of {@link #sinusoids}, over two pi. */
  double LONGEST_PERIOD = 10_000;

  /** A copy of a tensor, which may be empty. */
  float[] floats(Tensor tensor);

  /**
   * Overwrites a tensor.
   *
   * @param values as many as it has, which may be none
   */
  void assign(float[] values, Tensor to);

  @Override
  default void copy(Tensor from, Tensor to) {
    assign(floats(from), to);
  }

  @Override
  default void add(Tensor a, Tensor b, Tensor out) {
    float[] sums = floats(a);
    float[] others = floats(b);
    for (int i = 0; i < sums.length; i++) {
      sums[i] += others[i];
    }
    assign(sums, out);
  }

  @Override
  default void noisedBatch(
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
    int count = Math.toIntExact(x.size(0));
    long step = (long) floats(cursor)[0];
    HostImages.Batch batch =
        HostImages.draw(noising, images, floats(levels), round, plan, step, count);
    assign(batch.x(), x);
    assign(batch.timesteps(), timesteps);
    assign(batch.labels(), labels);
    assign(batch.noise(), noise);
  }

  @Override
  default void sampleNoise(Tensor seed, Tensor images, Tensor step, Tensor out) {
    int size = Math.toIntExact(out.size(1));
    assign(HostImages.sampleNoise(seed, images, (long) floats(step)[0], size), out);
  }

  @Override
  default void sinusoids(Tensor timesteps, Tensor out) {
    float[] times = floats(timesteps);
    int half = Math.toIntExact(out.size(1) / 2);
    float[] values = new float[Math.toIntExact(out.length())];
    for (int i = 0; i < times.length; i++) {
      for (int j = 0; j < half; j++) {
        double angle = times[i] * Math.exp(-Math.log(LONGEST_PERIOD) * j / (half - 1));
        values[2 * half * i + j] = (float) Math.sin(angle);
        values[2 * half * i + half + j] = (float) Math.cos(angle);
      }
    }
    assign(values, out);
  }

  @Override
  default void gather(Tensor indices, Tensor table, Tensor out) {
    for (int i = 0; i < indices.length(); i++) {
      copy(row(indices, i, table), out.part(i * out.size(1), out.size(1)));
    }
  }

  @Override
  default void gatherBackward(Tensor indices, Tensor dOut, Tensor dTable) {
    assign(new float[Math.toIntExact(dTable.length())], dTable);
    for (int i = 0; i < indices.length(); i++) {
      Tensor sum = row(indices, i, dTable);
      add(sum, dOut.part(i * sum.length(), sum.length()), sum);
    }
  }

  @Override
  default void scatter(Tensor index, Tensor row, Tensor table) {
    copy(row, row(index, 0, table));
  }

  private Tensor row(Tensor indices, int i, Tensor table) {
    float index = floats(indices.part(i, 1))[0];
    if (!(index >= 0 && index < table.size(0))) {
      throw new IndexOutOfBoundsException(
          "index " + index + " at place " + i + " of a table of " + table.size(0) + " rows");
    }
    return table.part(table.size(1) * (long) index, table.size(1));
  }

  @Override
  default void increment(Tensor counter) {
    assign(new float[] {floats(counter)[0] + 1}, counter);
  }

  @Override
  default void fill(Tensor value, Tensor out) {
    float[] values = new float[Math.toIntExact(out.length())];
    Arrays.fill(values, floats(value)[0]);
    assign(values, out);
  }

  @Override
  default void findNonFinite(Tensor x, Tensor step, Tensor found) {
    float[] values = HeapIntegers.at(found, 0) == 0 ? floats(x) : new float[0];
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        HeapIntegers.write(new int[] {(int) floats(step)[0] + 1, i}, found);
        return;
      }
    }
  }

  @Override
  default void meanSquaredError(Tensor prediction, Tensor target, Tensor loss, Tensor dPrediction) {
    float[] difference = floats(prediction);
    float[] wanted = floats(target);
    double sum = 0;
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= wanted[i];
      sum += (double) difference[i] * difference[i];
      difference[i] *= 2f / prediction.size(1);
    }
    assign(new float[] {(float) (sum / difference.length)}, loss);
    if (dPrediction != null) {
      assign(difference, dPrediction);
    }
  }

  @Override
  default void combine(Tensor factors, Tensor x, Tensor y, Tensor out) {
    float[] of = floats(factors);
    float[] a = floats(x);
    float[] b = floats(y);
    for (int i = 0; i < a.length; i++) {
      a[i] = of[0] * a[i] + of[1] * b[i];
    }
    assign(a, out);
  }

  @Override
  default void combineRows(Tensor factors, Tensor x, Tensor y, Tensor out) {
    float[] of = floats(factors);
    float[] a = floats(x);
    float[] b = floats(y);
    int size = Math.toIntExact(out.size(1));
    for (int i = 0; i < a.length; i++) {
      int row = i / size;
      a[i] = of[2 * row] * a[i] + of[2 * row + 1] * b[i];
    }
    assign(a, out);
  }

  @Override
  default void guide(Tensor conditional, Tensor unconditional, double scale, Tensor out) {
    float[] c = floats(conditional);
    float[] u = floats(unconditional);
    float factor = (float) scale;
    for (int i = 0; i < c.length; i++) {
      c[i] = u[i] + factor * (c[i] - u[i]);
    }
    assign(c, out);
  }

  @Override
  default void clamp(Tensor x, double low, double high, Tensor out) {
    float[] values = floats(x);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.min(Math.max(values[i], low), high);
    }
    assign(values, out);
  }

  @Override
  default void clipFactor(Tensor gradient, double limit, int count, Tensor factor) {
    double squares = 0;
    for (float each : floats(gradient)) {
      squares += (double) each * each;
    }
    double norm = Math.sqrt(squares) / count;
    double scale = limit > 0 && norm > limit ? limit / norm : 1;
    assign(new float[] {(float) (scale / count)}, factor);
  }

  @Override
  default void adam(
      AdamDecays decays,
      Tensor rate,
      Tensor gradient,
      Tensor factor,
      Tensor first,
      Tensor second,
      Tensor parameters) {
    float[] g = floats(gradient);
    float[] m = floats(first);
    float[] v = floats(second);
    float[] x = floats(parameters);
    double scale = floats(factor)[0];
    double step = floats(rate)[0];
    for (int i = 0; i < x.length; i++) {
      double slope = scale * g[i];
      m[i] = (float) (decays.beta1() * m[i] + (1 - decays.beta1()) * slope);
      v[i] = (float) (decays.beta2() * v[i] + (1 - decays.beta2()) * slope * slope);
      x[i] -= (float) (step * m[i] / (Math.sqrt(v[i]) + decays.epsilon()));
    }
    assign(m, first);
    assign(v, second);
    assign(x, parameters);
  }

  @Override
  default void descend(Tensor rate, Tensor gradient, Tensor factor, Tensor parameters) {
    float[] x = floats(parameters);
    float[] g = floats(gradient);
    float step = floats(rate)[0] * floats(factor)[0];
    for (int i = 0; i < x.length; i++) {
      x[i] -= step * g[i];
    }
    assign(x, parameters);
  }
}
