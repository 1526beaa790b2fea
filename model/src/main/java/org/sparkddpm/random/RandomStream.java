package org.sparkddpm.random;

import java.util.Objects;

/**
 * A stream of random numbers that is a pure function of what it belongs to: a seed, a purpose and
 * ids such as (label, sample index, step). Nothing depends on threads, partitions or batch order,
 * and every JVM gives the same bits.
 *
 * <p>The generator is Philox4x32-10 (Salmon et al., SC'11). The 64-bit key starts as the seed; for
 * each id at position p, 0 first, it becomes the first two words of the block of counter (id low,
 * id high, purpose code, p). Block b of the stream is then that of counter (b low, b high, purpose
 * code, 0xFFFFFFFF): no id has that position, so keys and draws never share a counter, and streams
 * of a different number of ids differ.
 *
 * <p>An instance is a cursor: it has state and belongs to one thread. Deriving one is cheap.
 */
public final class RandomStream {

  private static final int DRAW = 0xFFFFFFFF;
  private static final double TWO_TO_MINUS_32 = 0x1p-32;
  private static final long LOW = 0xFFFFFFFFL;

  private final int key0;
  private final int key1;
  private final int purposeCode;
  private final int[] words = new int[Philox.WORDS];
  private int used = Philox.WORDS;
  private long nextBlock;
  private boolean hasSpare;
  private float spare;

  private RandomStream(int key0, int key1, int purposeCode) {
    this.key0 = key0;
    this.key1 = key1;
    this.purposeCode = purposeCode;
  }

  /**
   * Derives the stream of (seed, purpose, ids), at its beginning.
   *
   * @param seed any number
   * @param purpose what the numbers are for
   * @param ids what they belong to; any numbers, order and count matter
   */
  public static RandomStream of(long seed, Purpose purpose, long... ids) {
    int code = purpose.code();
    int key0 = (int) seed;
    int key1 = (int) (seed >>> Integer.SIZE);
    int[] block = new int[Philox.WORDS];
    for (int position = 0; position < ids.length; position++) {
      long id = ids[position];
      Philox.block(key0, key1, (int) id, (int) (id >>> Integer.SIZE), code, position, block);
      key0 = block[0];
      key1 = block[1];
    }
    return new RandomStream(key0, key1, code);
  }

  /** The next 32 bits: any int, all equally likely. */
  public int nextInt() {
    if (used == Philox.WORDS) {
      Philox.block(
          key0,
          key1,
          (int) nextBlock,
          (int) (nextBlock >>> Integer.SIZE),
          purposeCode,
          DRAW,
          words);
      nextBlock++;
      used = 0;
    }
    return words[used++];
  }

  /**
   * The next number of 0..bound-1, all exactly equally likely (Lemire 2019, "Fast Random Integer
   * Generation in an Interval").
   *
   * @param bound at least 1
   * @throws IllegalArgumentException if bound is below 1
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound is " + bound + "; it must be at least 1");
    }
    long product = (nextInt() & LOW) * bound;
    if ((product & LOW) < bound) {
      // 2^32 mod bound: as many low values as must be drawn anew for the rest to divide evenly.
      int surplus = Integer.remainderUnsigned(-bound, bound);
      while ((product & LOW) < surplus) {
        product = (nextInt() & LOW) * bound;
      }
    }
    return (int) (product >>> Integer.SIZE);
  }

  /** The next multiple of 2^-53 in [0, 1), of two words. */
  public double nextDouble() {
    int high = nextInt() >>> 5;
    int low = nextInt() >>> 6;
    return (((long) high << 26) + low) * 0x1p-53;
  }

  /**
   * Fills a range with the next standard normal numbers, by Box and Muller's method: two numbers of
   * two words. The sequence does not depend on how it is cut into ranges: an odd range leaves the
   * second number of its last pair to the next call.
   *
   * @throws IndexOutOfBoundsException if the range does not fit
   */
  public void fillGaussian(float[] out, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, out.length);
    int i = offset;
    int end = offset + length;
    if (hasSpare && i < end) {
      out[i++] = spare;
      hasSpare = false;
    }
    while (i < end) {
      // The first is in (0, 1], for its logarithm, the second in [0, 1).
      double first = ((nextInt() & LOW) + 1) * TWO_TO_MINUS_32;
      double second = (nextInt() & LOW) * TWO_TO_MINUS_32;
      // StrictMath: Math.log and the like may differ in the last bit from one JVM to another.
      double radius = Math.sqrt(-2 * StrictMath.log(first));
      double angle = 2 * Math.PI * second;
      out[i++] = (float) (radius * StrictMath.cos(angle));
      float sine = (float) (radius * StrictMath.sin(angle));
      if (i < end) {
        out[i++] = sine;
      } else {
        spare = sine;
        hasSpare = true;
      }
    }
  }

  /**
   * Fills a range with the next uniform numbers in [-bound, bound), 2^24 different values.
   *
   * @param bound finite and at least {@link Float#MIN_NORMAL}
   * @throws IllegalArgumentException if the bound is not
   * @throws IndexOutOfBoundsException if the range does not fit
   */
  public void fillUniform(float[] out, int offset, int length, float bound) {
    Objects.checkFromIndexSize(offset, length, out.length);
    if (!(bound >= Float.MIN_NORMAL && bound <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "bound is " + bound + "; it must be finite and at least " + Float.MIN_NORMAL);
    }
    for (int i = offset; i < offset + length; i++) {
      out[i] = (nextInt() >> 8) * 0x1p-23f * bound;
    }
  }

  /**
   * A random order of 0..n-1, all equally likely (Fisher and Yates).
   *
   * @param n at least 0
   * @throws IllegalArgumentException if n is negative
   */
  public int[] permutation(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("n is " + n + "; it must be at least 0");
    }
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
