package org.sparkddpm.engine.nd4j;

import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Seeded random arrays of doubles and sizes for tests. */
final class RandomArrays {

  private final Random random;

  RandomArrays(long seed) {
    this.random = new Random(seed);
  }

  /** A size in [low, high]. */
  int size(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  boolean coin() {
    return random.nextBoolean();
  }

  /** Standard normal values. */
  INDArray normal(long... shape) {
    INDArray array = Nd4j.create(DataType.DOUBLE, shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }

  /** Memory that holds no numbers, as a result's memory may before it is written. */
  INDArray unwritten(long... shape) {
    return Nd4j.valueArrayOf(shape, Double.NaN, DataType.DOUBLE);
  }

  /** {@code [n, 1]} of whole numbers in [0, bound). */
  INDArray indices(int n, int bound) {
    INDArray array = Nd4j.create(DataType.DOUBLE, n, 1);
    for (int i = 0; i < n; i++) {
      array.putScalar(i, random.nextInt(bound));
    }
    return array;
  }
}
