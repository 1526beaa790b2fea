package org.sparkddpm.engine;

import java.util.Arrays;
import java.util.Random;

/** Seeded random tensors of an engine, and sizes, for tests. */
public final class RandomTensors {

  private final Engine engine;
  private final Random random;

  /** Tensors of one engine. */
  public RandomTensors(Engine engine, long seed) {
    this.engine = engine;
    this.random = new Random(seed);
  }

  /** A size in [low, high]. */
  public int size(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  /** True or false. */
  public boolean coin() {
    return random.nextBoolean();
  }

  /** Standard normal values. */
  public Tensor normal(long... shape) {
    return around(0, 1, shape);
  }

  /** Normal values around a mean. */
  public Tensor around(double mean, double deviation, long... shape) {
    Tensor tensor = engine.floats(shape);
    engine.write(values(tensor.length(), deviation, mean), tensor);
    return tensor;
  }

  /** Standard normal values in a window that starts inside a longer tensor of such values. */
  public Tensor window(long... shape) {
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    int before = size(1, 9);
    return normal(before + length + 3).part(before, shape);
  }

  /** A window that holds no numbers, as a result's memory may before it is written. */
  public Tensor unwritten(long... shape) {
    Tensor window = window(shape);
    float[] values = new float[Math.toIntExact(window.length())];
    Arrays.fill(values, Float.NaN);
    engine.write(values, window);
    return window;
  }

  /** {@code [n, 1]} of whole numbers in [0, bound). */
  public Tensor indices(int n, int bound) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextInt(bound);
    }
    return of(values).reshape(n, 1);
  }

  /** Given values. */
  public Tensor of(float... values) {
    Tensor tensor = engine.floats(values.length);
    engine.write(values, tensor);
    return tensor;
  }

  private float[] values(long length, double deviation, double mean) {
    float[] values = new float[Math.toIntExact(length)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation + mean);
    }
    return values;
  }
}
