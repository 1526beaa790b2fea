package org.sparkddpm.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.loops.LoopsEngine;

/**
 * Vectors of any length that begin at any float: the kernels that read four at once where they can
 * give what the loops on the heap give, and write nothing beside a vector.
 */
class AnyAlignmentTest {

  private static final AdamDecays DECAYS = new AdamDecays(0.9, 0.999, 1e-8);
  private static final int MOST_VECTORS = 4;
  private static final int BESIDE = 5;

  private final Engine device = EmulatedEngine.create();
  private final Engine host = new LoopsEngine();
  private final Random random = new Random(7);

  @AfterEach
  void close() {
    device.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 1023, 1024, 1025, 4099, 70_001})
  void asOnTheHeap(int length) {
    for (int pattern = 0; pattern < 6; pattern++) {
      int[] starts = new int[MOST_VECTORS];
      for (int i = 0; i < MOST_VECTORS; i++) {
        // All at a multiple of 16 bytes, or all beside one by as much, or each where it likes.
        starts[i] = pattern < 4 ? pattern : random.nextInt(4);
      }
      compare(
          length,
          starts,
          (kernels, v) -> {
            kernels.adam(DECAYS, v[4], v[0], v[5], v[1], v[2], v[3]);
            kernels.descend(v[4], v[0], v[5], v[3]);
          });
      compare(
          length,
          starts,
          (kernels, v) -> {
            kernels.combine(v[6], v[0], v[1], v[2]);
            kernels.guide(v[2], v[1], 2.5, v[0]);
            kernels.clamp(v[0], -0.5, 1.5, v[3]);
          });
      compare(
          length,
          starts,
          (kernels, v) -> {
            Tensor prediction = v[0].reshape(1, length);
            kernels.meanSquaredError(prediction, v[1], v[4], v[2]);
            kernels.clipFactor(v[2], 1e-3, 3, v[5]);
            kernels.meanSquaredError(prediction, v[3], v[6].part(1, 1), null);
          });
    }
  }

  /** Runs on four vectors, two single numbers and a pair. */
  private void compare(int length, int[] starts, BiConsumer<Kernels, Tensor[]> kernels) {
    float[][] values = new float[MOST_VECTORS + 3][];
    for (int i = 0; i < values.length; i++) {
      values[i] = new float[i < MOST_VECTORS ? starts[i] + length + BESIDE : i < 6 ? 1 : 2];
      for (int k = 0; k < values[i].length; k++) {
        values[i][k] = (float) random.nextGaussian();
      }
    }
    // Second moments are positive, and a step is no longer than the parameters.
    for (int k = 0; k < values[2].length; k++) {
      values[2][k] = 1 + Math.abs(values[2][k]);
    }
    values[4][0] *= 0.1f;
    float[][] actual = run(device, values, length, starts, kernels);
    float[][] expected = run(host, values, length, starts, kernels);
    for (int i = 0; i < values.length; i++) {
      for (int k = 0; k < values[i].length; k++) {
        double difference = Math.abs((double) actual[i][k] - expected[i][k]);
        assertThat(difference)
            .as("element %d of argument %d, vectors from %s on", k, i, Arrays.toString(starts))
            .isLessThan(1e-5 * Math.max(1, Math.abs(expected[i][k])));
      }
    }
  }

  private static float[][] run(
      Engine engine,
      float[][] values,
      int length,
      int[] starts,
      BiConsumer<Kernels, Tensor[]> kernels) {
    Tensor[] whole = new Tensor[values.length];
    Tensor[] arguments = new Tensor[values.length];
    for (int i = 0; i < values.length; i++) {
      whole[i] = engine.floats(values[i].length);
      engine.write(values[i], whole[i]);
      arguments[i] = i < MOST_VECTORS ? whole[i].part(starts[i], length) : whole[i];
    }
    kernels.accept(engine.kernels(), arguments);
    float[][] results = new float[values.length][];
    for (int i = 0; i < values.length; i++) {
      results[i] = engine.read(whole[i]);
    }
    return results;
  }
}
