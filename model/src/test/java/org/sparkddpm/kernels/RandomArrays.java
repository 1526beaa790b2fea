package org.sparkddpm.kernels;

import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Seeded random arrays and sizes for tests. */
final class RandomArrays {

  private final Random random;
  private final DataType type;

  RandomArrays(long seed, DataType type) {
    this.random = new Random(seed);
    this.type = type;
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
    INDArray array = Nd4j.create(type, shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }

  /** Memory that holds no numbers, as a result's memory may before it is written. */
  INDArray unwritten(long... shape) {
    return Nd4j.valueArrayOf(shape, Double.NaN, type);
  }

  /** {@code [n, 1]} of whole numbers in [0, bound). */
  INDArray indices(int n, int bound) {
    INDArray array = Nd4j.create(type, n, 1);
    for (int i = 0; i < n; i++) {
      array.putScalar(i, random.nextInt(bound));
    }
    return array;
  }

  /** Standard normal values in a view that starts inside a longer array. */
  INDArray normalView(long... shape) {
    long length = 1;
    for (long extent : shape) {
      length *= extent;
    }
    int before = size(1, 9);
    INDArray whole = normal(before + length + 3);
    return whole.get(NDArrayIndex.interval(before, before + length)).reshape('c', shape);
  }
}
