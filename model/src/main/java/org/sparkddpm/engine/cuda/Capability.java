package org.sparkddpm.engine.cuda;

import java.util.Comparator;

/** NVIDIA's number of what a card's processors can do, for example 9.0. */
record Capability(int major, int minor) implements Comparable<Capability> {

  /** The least that CUDA 13 compiles for. */
  static final Capability LEAST = new Capability(7, 5);

  /** The least with products in tf32 and bf16. */
  static final Capability TENSOR_FLOATS = new Capability(8, 0);

  private static final int MINORS = 10;

  /** Of NVRTC's number, for example 90. */
  static Capability ofNumber(int number) {
    return new Capability(number / MINORS, number % MINORS);
  }

  /** As the compiler writes it after {@code sm_} and {@code compute_}. */
  String number() {
    return "" + major + minor;
  }

  @Override
  public int compareTo(Capability other) {
    return Comparator.comparingInt(Capability::major)
        .thenComparingInt(Capability::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
