package org.sparkddpm.engine;

import java.util.Locale;

/**
 * What an engine rounds the factors of products and convolutions to. Whatever the precision, the
 * products are summed, and weights and optimiser kept, in 32-bit floats.
 */
public enum Precision {
  /** 32-bit floats, as they are. */
  FP32,
  /** 19 bits, of which 10 are the mantissa's, in the range of 32-bit floats. */
  TF32,
  /** 16 bits, of which 7 are the mantissa's, in the range of 32-bit floats. */
  BF16;

  /** As options and results show it, for example {@code tf32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
