package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.nd4j.Nd4jEngine;

/**
 * Kernels in floats against the reference in doubles, on tensors that begin at a given place, as
 * kernels take other ways where four floats can be read at once. What lies beside the results must
 * stay, and a second run give the same bits.
 */
final class PlacedComparison {

  private static final int BESIDE = 8;

  private final Engine engine;
  private final double tolerance;
  private final Random random = new Random(41);
  private final Engine reference = new Nd4jEngine(DataType.DOUBLE);

  private int place;

  /**
   * A comparison of one engine.
   *
   * @param tolerance of a difference, as a share of the greatest element of the result
   */
  PlacedComparison(Engine engine, double tolerance) {
    this.engine = engine;
    this.tolerance = tolerance;
  }

  /** Lets tensors begin so many floats after a place where a pack of four may begin. */
  void placeAt(int floats) {
    place = floats;
  }

  /** Normal values. */
  Tensor normal(double mean, double deviation, long... shape) {
    Tensor tensor = unwritten(shape);
    float[] values = new float[Math.toIntExact(tensor.length())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    engine.write(values, tensor);
    return tensor;
  }

  private Tensor unwritten(long... shape) {
    long length = Tensor.length(shape);
    Tensor whole = engine.floats(length + 2 * BESIDE + place);
    float[] values = new float[Math.toIntExact(whole.length())];
    Arrays.fill(values, Float.NaN);
    engine.write(values, whole);
    return whole.part(BESIDE + place, shape);
  }

  /** Inputs first, then the results; null stands for a tensor that is not there. */
  void compare(Tensor[] inputs, long[][] results, BiConsumer<Kernels, Tensor[]> kernel) {
    List<float[]> once = run(inputs, results, kernel);
    List<float[]> twice = run(inputs, results, kernel);
    Tensor[] slow = new Tensor[inputs.length + results.length];
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] != null) {
        slow[i] = reference.floats(inputs[i].shape());
        reference.write(engine.read(inputs[i]), slow[i]);
      }
    }
    for (int i = 0; i < results.length; i++) {
      slow[inputs.length + i] = results[i] == null ? null : reference.floats(results[i]);
    }
    kernel.accept(reference.kernels(), slow);
    for (int i = 0; i < results.length; i++) {
      if (results[i] != null) {
        assertThat(twice.get(i)).isEqualTo(once.get(i));
        assertClose(once.get(i), reference.read(slow[inputs.length + i]), i);
      }
    }
  }

  private List<float[]> run(
      Tensor[] inputs, long[][] results, BiConsumer<Kernels, Tensor[]> kernel) {
    Tensor[] all = Arrays.copyOf(inputs, inputs.length + results.length);
    for (int i = 0; i < results.length; i++) {
      all[inputs.length + i] = results[i] == null ? null : unwritten(results[i]);
    }
    kernel.accept(engine.kernels(), all);
    List<float[]> values = new ArrayList<>();
    for (int i = inputs.length; i < all.length; i++) {
      values.add(all[i] == null ? null : engine.read(all[i]));
      if (all[i] != null) {
        assertThat(engine.read(Tensor.of(all[i].buffer(), BESIDE + place))).containsOnly(Float.NaN);
        Tensor whole = Tensor.of(all[i].buffer(), all[i].length() + 2 * BESIDE + place);
        Tensor after = whole.part(BESIDE + place + all[i].length(), BESIDE);
        assertThat(engine.read(after)).containsOnly(Float.NaN);
      }
    }
    return values;
  }

  private void assertClose(float[] actual, float[] expected, int result) {
    assertThat(actual).hasSameSizeAs(expected);
    double greatest = 1e-3;
    for (float value : expected) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    double worst = 0;
    int at = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      if (!(difference <= worst)) {
        worst = difference;
        at = i;
      }
    }
    assertThat((double) actual[at])
        .as("element %d of result %d", at, result)
        .isCloseTo(expected[at], within(tolerance * greatest));
  }
}
