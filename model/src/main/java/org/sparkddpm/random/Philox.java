package org.sparkddpm.random;

/**
 * The counter-based generator Philox4x32-10: a keyed bijection of 128-bit counters (Salmon, Moraes,
 * Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11, section 3.3).
 */
final class Philox {

  /** The number of 32-bit words in a block. */
  static final int WORDS = 4;

  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final long LOW = 0xFFFFFFFFL;

  private Philox() {}

  /**
   * Writes the block of one counter.
   *
   * @param key0 low word of the key
   * @param key1 high word of the key
   * @param counter0 word 0 of the counter, and likewise the next three
   * @param out receives {@link #WORDS} words
   */
  static void block(
      int key0, int key1, int counter0, int counter1, int counter2, int counter3, int[] out) {
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (counter0 & LOW);
      long product1 = MULTIPLIER_1 * (counter2 & LOW);
      counter0 = (int) (product1 >>> Integer.SIZE) ^ counter1 ^ key0;
      counter1 = (int) product1;
      counter2 = (int) (product0 >>> Integer.SIZE) ^ counter3 ^ key1;
      counter3 = (int) product0;
      key0 += WEYL_0;
      key1 += WEYL_1;
    }
    out[0] = counter0;
    out[1] = counter1;
    out[2] = counter2;
    out[3] = counter3;
  }
}
