package org.sparkddpm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

/** What a step's kernels of any engine must give: their formulas' numbers, at random sizes. */
public abstract class StepKernelsCases {

  private static final int CASES = 25;
  private static final AdamDecays DECAYS = new AdamDecays(0.9, 0.99, 1e-8);

  private final Engine engine;
  private final Kernels kernels;
  private final double tolerance;
  private final RandomTensors tensors;

  /**
   * The cases for an engine.
   *
   * @param tolerance of a difference, as a share of the greatest element of the result
   */
  protected StepKernelsCases(Engine engine, double tolerance) {
    this.engine = engine;
    this.kernels = engine.kernels();
    this.tolerance = tolerance;
    this.tensors = new RandomTensors(engine, 29);
  }

  @Test
  void meanSquaredError() {
    for (int i = 0; i < CASES; i++) {
      int n = tensors.size(1, 9);
      int size = tensors.size(1, i % 5 == 0 ? 3000 : 40);
      Tensor prediction = tensors.window(n, size);
      Tensor target = tensors.window(n, size);
      float[] p = engine.read(prediction);
      float[] t = engine.read(target);
      double mean = 0;
      for (int k = 0; k < p.length; k++) {
        mean += Math.pow((double) p[k] - t[k], 2) / p.length;
      }
      Tensor loss = tensors.unwritten(1);
      Tensor gradient = tensors.unwritten(n, size);
      engine.bind(tensors.size(1, 3));
      kernels.meanSquaredError(prediction, target, loss, gradient);
      double expected = mean;
      assertClose(loss, k -> expected);
      assertClose(gradient, k -> 2 * ((double) p[k] - t[k]) / size);
      kernels.meanSquaredError(prediction, target, loss, null);
      assertClose(loss, k -> expected);
    }
  }

  @Test
  void clipFactor() {
    for (int i = 0; i < CASES; i++) {
      int count = tensors.size(1, 200);
      Tensor gradient = tensors.window(tensors.size(1, i % 3 == 0 ? 90_000 : 90));
      double squares = 0;
      for (float value : engine.read(gradient)) {
        squares += (double) value * value;
      }
      double norm = Math.sqrt(squares) / count;
      engine.bind(tensors.size(1, 3));
      Tensor factor = tensors.unwritten(1);
      kernels.clipFactor(gradient, norm / 4, count, factor);
      assertClose(factor, k -> 0.25 / count);
      kernels.clipFactor(gradient, norm * 4, count, factor);
      assertClose(factor, k -> 1.0 / count);
      kernels.clipFactor(gradient, 0, count, factor);
      assertClose(factor, k -> 1.0 / count);
    }
    Tensor factor = tensors.unwritten(1);
    kernels.clipFactor(engine.floats(7), 1, 4, factor);
    assertClose(factor, k -> 0.25);
  }

  @Test
  void adam() {
    KernelComparison comparison = new KernelComparison(engine, tensors, tolerance);
    for (int i = 0; i < CASES; i++) {
      int length = tensors.size(1, i % 3 == 0 ? 9000 : 90);
      Tensor rate = tensors.of((float) DECAYS.correctedRate(1e-2, i));
      // In place: the moments and the parameters are copied into the results first.
      comparison.compare(
          new Tensor[] {
            tensors.window(length),
            tensors.normal(length),
            tensors.around(1, 0.1, length),
            tensors.normal(length),
            rate,
            tensors.of(0.25f)
          },
          new long[][] {{length}, {length}, {length}},
          (kernels, a) -> {
            for (int k = 0; k < 3; k++) {
              kernels.copy(a[1 + k], a[6 + k]);
            }
            kernels.adam(DECAYS, a[4], a[0], a[5], a[6], a[7], a[8]);
          });
    }
  }

  @Test
  void adamIsThatOfNd4j() {
    int length = 2500;
    Adam config = new Adam(1e-2, 0.9, 0.99, 1e-8);
    INDArray state = Nd4j.zeros(DataType.FLOAT, 1, 2L * length);
    GradientUpdater<?> updater = config.instantiate(state, true);
    Tensor parameters = tensors.window(length);
    INDArray expected = Nd4j.createFromArray(engine.read(parameters)).reshape(1, length);
    Tensor first = engine.floats(length);
    Tensor second = engine.floats(length);
    for (int iteration = 0; iteration < 4; iteration++) {
      Tensor gradient = tensors.normal(length);
      Tensor rate = tensors.of((float) DECAYS.correctedRate(1e-2, iteration));
      kernels.adam(DECAYS, rate, gradient, tensors.of(1), first, second, parameters);
      INDArray step = Nd4j.createFromArray(engine.read(gradient)).reshape(1, length);
      updater.applyUpdater(step, iteration, 0);
      expected.subi(step);
    }
    INDArray moments =
        Nd4j.concat(
            0, Nd4j.createFromArray(engine.read(first)), Nd4j.createFromArray(engine.read(second)));
    INDArray actual = Nd4j.createFromArray(engine.read(parameters));
    assertThat(actual.distance2(expected.reshape(length))).isLessThan(1e-5);
    assertThat(state.reshape(2L * length).distance2(moments)).isLessThan(1e-5);
  }

  @Test
  void descend() {
    for (int i = 0; i < CASES; i++) {
      int length = tensors.size(1, 3000);
      Tensor gradient = tensors.window(length);
      Tensor parameters = tensors.window(length);
      float[] g = engine.read(gradient);
      float[] before = engine.read(parameters);
      engine.bind(tensors.size(1, 3));
      kernels.descend(tensors.of(0.5f), gradient, tensors.of(0.125f), parameters);
      assertClose(parameters, k -> before[k] - 0.0625 * g[k]);
      assertThat(engine.read(gradient)).isEqualTo(g);
    }
  }

  @Test
  void scatterPutsOneRowAndIncrementCounts() {
    Tensor table = tensors.window(6, 11);
    float[] expected = engine.read(table);
    Tensor cursor = tensors.of(2).reshape(1, 1);
    for (int row = 2; row < 6; row++) {
      Tensor values = tensors.window(1, 11);
      kernels.scatter(cursor, values, table);
      System.arraycopy(engine.read(values), 0, expected, row * 11, 11);
      assertThat(engine.read(table)).isEqualTo(expected);
      kernels.increment(cursor);
      assertThat(engine.read(cursor)).containsExactly(row + 1);
    }
  }

  @Test
  void combineAlsoInPlace() {
    for (int i = 0; i < CASES; i++) {
      int length = tensors.size(1, 3000);
      Tensor factors = tensors.window(2);
      float[] f = engine.read(factors);
      Tensor x = tensors.window(length);
      Tensor y = tensors.window(length);
      float[] a = engine.read(x);
      float[] b = engine.read(y);
      Tensor out = i % 3 == 0 ? x : i % 3 == 1 ? y : tensors.unwritten(length);
      engine.bind(tensors.size(1, 3));
      kernels.combine(factors, x, y, out);
      assertClose(out, k -> (double) f[0] * a[k] + (double) f[1] * b[k]);
    }
  }

  @Test
  void combineRowsAlsoInPlace() {
    for (int i = 0; i < CASES; i++) {
      int rows = tensors.size(1, 9);
      int columns = tensors.size(1, 400);
      Tensor factors = tensors.window(rows, 2);
      float[] f = engine.read(factors);
      Tensor x = tensors.window(rows, columns);
      Tensor y = tensors.window(rows, columns);
      float[] a = engine.read(x);
      float[] b = engine.read(y);
      Tensor out = i % 3 == 0 ? x : i % 3 == 1 ? y : tensors.unwritten(rows, columns);
      engine.bind(tensors.size(1, 3));
      kernels.combineRows(factors, x, y, out);
      assertClose(
          out, k -> (double) f[k / columns * 2] * a[k] + (double) f[k / columns * 2 + 1] * b[k]);
    }
  }

  @Test
  void clampFillAndGuideAlsoInPlace() {
    for (int i = 0; i < CASES; i++) {
      int length = tensors.size(1, 3000);
      Tensor x = tensors.window(length);
      Tensor y = tensors.window(length);
      float[] a = engine.read(x);
      float[] b = engine.read(y);
      Tensor out = i % 3 == 0 ? x : i % 3 == 1 ? y : tensors.unwritten(length);
      engine.bind(tensors.size(1, 3));
      kernels.guide(x, y, 2.5, out);
      assertClose(out, k -> b[k] + 2.5 * ((double) a[k] - b[k]));
      float[] guided = engine.read(out);
      kernels.clamp(out, -1, 0.5, out);
      assertClose(out, k -> Math.min(Math.max(guided[k], -1), 0.5));
      kernels.fill(tensors.of(-7), out);
      assertClose(out, k -> -7);
    }
  }

  @Test
  void findNonFiniteRemembersTheFirst() {
    for (int i = 0; i < CASES; i++) {
      int length = tensors.size(3, i % 2 == 0 ? 60_000 : 40);
      Tensor x = tensors.window(1, length);
      Tensor found = engine.integers(2);
      Tensor step = tensors.of(i).reshape(1, 1);
      engine.bind(tensors.size(1, 3));
      kernels.findNonFinite(x, step, found);
      assertThat(engine.readIntegers(found)).containsExactly(0, 0);
      float[] values = engine.read(x);
      int first = tensors.size(0, length - 2);
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        values[first] = bad;
        values[length - 1] = Float.NaN;
        engine.write(values, x);
        engine.write(new int[2], found);
        kernels.findNonFinite(x, step, found);
        assertThat(engine.readIntegers(found)).containsExactly(i + 1, first);
      }
      kernels.findNonFinite(tensors.of(Float.NaN), tensors.of(90), found);
      assertThat(engine.readIntegers(found)).containsExactly(i + 1, first);
    }
  }

  @Test
  void patchesAreCutAndJoinedPixelByPixel() {
    for (int i = 0; i < CASES; i++) {
      int n = tensors.size(1, 4);
      int size = tensors.size(1, 4);
      int rows = tensors.size(1, 5);
      int columns = tensors.size(1, 5);
      int c = tensors.size(1, 3);
      Tensor images = tensors.window(n, (long) rows * size, (long) columns * size, c);
      Tensor patches = tensors.unwritten(n, rows, columns, (long) size * size * c);
      float[] pixels = engine.read(images);
      engine.bind(tensors.size(1, 3));
      kernels.patches(images, size, patches);
      float[] expected = new float[pixels.length];
      int at = 0;
      for (int patch = 0; patch < n * rows * columns; patch++) {
        for (int inner = 0; inner < size * size; inner++) {
          int y = patch / columns * size + inner / size;
          int x = patch % columns * size + inner % size;
          System.arraycopy(pixels, (y * columns * size + x) * c, expected, at, c);
          at += c;
        }
      }
      assertThat(engine.read(patches)).isEqualTo(expected);
      Tensor joined = tensors.unwritten(images.shape());
      kernels.joinPatches(patches, size, joined);
      assertThat(engine.read(joined)).isEqualTo(pixels);
    }
  }

  @Test
  void sinusoids() {
    for (int i = 0; i < CASES; i++) {
      int half = tensors.size(2, 70);
      Tensor timesteps = tensors.indices(tensors.size(1, 9), 1000);
      float[] t = engine.read(timesteps);
      Tensor out = tensors.unwritten(t.length, 2L * half);
      kernels.sinusoids(timesteps, out);
      float[] actual = engine.read(out);
      for (int k = 0; k < actual.length; k++) {
        int j = k % (2 * half);
        double angle = t[k / (2 * half)] * Math.pow(10_000, -(double) (j % half) / (half - 1));
        assertThat((double) actual[k])
            .as("element %d of timestep %s", j, t[k / (2 * half)])
            .isCloseTo(j < half ? Math.sin(angle) : Math.cos(angle), within(1e-6));
      }
    }
  }

  @Test
  void copyAlsoIntoAnotherShapeAndOneWindowOnly() {
    Tensor from = tensors.window(4, 3, 5);
    Tensor whole = tensors.normal(100);
    float[] expected = engine.read(whole);
    kernels.copy(from, whole.part(13, 12, 5));
    System.arraycopy(engine.read(from), 0, expected, 13, 60);
    assertThat(engine.read(whole)).isEqualTo(expected);
  }

  private void assertClose(Tensor actual, IntToDoubleFunction formula) {
    float[] a = engine.read(actual);
    double[] expected = new double[a.length];
    Arrays.setAll(expected, formula);
    double greatest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < a.length; i++) {
      assertThat((double) a[i])
          .as("element %d of %s", i, actual)
          .isCloseTo(expected[i], within(tolerance * Math.max(1e-3, greatest)));
    }
  }
}
