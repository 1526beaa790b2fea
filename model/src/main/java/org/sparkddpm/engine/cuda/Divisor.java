package org.sparkddpm.engine.cuda;

/**
 * What a kernel divides a number of at most 31 bits by without dividing: {@code (mulhi(n, factor) +
 * n) >>> shift}, all unsigned (Granlund and Montgomery 1994, figure 4.1).
 *
 * @param factor 32 bits, unsigned
 */
record Divisor(int factor, int shift) {

  /**
   * Prepares a division.
   *
   * @param divisor at least 1
   */
  static Divisor of(int divisor) {
    int shift = divisor == 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(divisor - 1);
    long factor = ((1L << Integer.SIZE) * ((1L << shift) - divisor)) / divisor + 1;
    return new Divisor((int) factor, shift);
  }
}
