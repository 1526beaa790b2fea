package org.sparkddpm.engine.loops;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.sparkddpm.engine.Buffer;
import org.sparkddpm.engine.Tensor;

/** Numbers on the heap. */
record Floats(float[] values) implements Buffer {

  @Override
  public long length() {
    return values.length;
  }

  static float at(Tensor tensor, int element) {
    return of(tensor)[first(tensor) + element];
  }

  static void set(Tensor tensor, int element, double value) {
    of(tensor)[first(tensor) + element] = (float) value;
  }

  /** Gives every element the value of its number. */
  static void fill(Tensor tensor, IntToDoubleFunction value) {
    for (int i = 0; i < tensor.length(); i++) {
      set(tensor, i, value.applyAsDouble(i));
    }
  }

  static double[] read(Tensor tensor) {
    return IntStream.range(0, length(tensor)).mapToDouble(i -> at(tensor, i)).toArray();
  }

  static void write(double[] from, Tensor to) {
    fill(to, i -> from[i]);
  }

  static void write(float[] from, Tensor to) {
    System.arraycopy(from, 0, of(to), first(to), length(to));
  }

  static int length(Tensor tensor) {
    return Math.toIntExact(tensor.length());
  }

  static int first(Tensor tensor) {
    return Math.toIntExact(tensor.offset());
  }

  static float[] of(Tensor tensor) {
    return ((Floats) tensor.buffer()).values;
  }
}
