package org.sparkddpm.jobs.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** Seeded tensors to store. */
public final class RandomTensors {

  private static final String[] NAMES = {
    "w", "down.0.conv/weight", "größe", "\"quoted\"", "卷积", " "
  };

  private RandomTensors() {}

  /**
   * Tensors of random shapes and bits, scalars and empty ones among them, as slices of one array.
   */
  public static List<Tensor> list(Random random, int count) {
    List<long[]> shapes = new ArrayList<>();
    int total = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      long[] shape =
          LongStream.generate(() -> random.nextInt(5)).limit(random.nextInt(5)).toArray();
      shapes.add(shape);
      total += product(shape);
    }
    float[] flat = new float[total];
    for (int i = 0; i < total; i++) {
      flat[i] = Float.intBitsToFloat(random.nextInt());
    }
    List<Tensor> tensors = new ArrayList<>();
    int end = total;
    for (int i = 0; i < count; i++) {
      end -= product(shapes.get(i));
      tensors.add(Tensor.slice(NAMES[i % NAMES.length] + i, flat, end, shapes.get(i)));
    }
    return tensors;
  }

  private static int product(long[] shape) {
    int product = 1;
    for (long length : shape) {
      product *= (int) length;
    }
    return product;
  }
}
