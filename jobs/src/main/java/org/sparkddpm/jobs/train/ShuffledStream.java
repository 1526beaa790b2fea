package org.sparkddpm.jobs.train;

import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

/**
 * A shard read without end, in a new order in each epoch: the image at a position is a pure
 * function of (seed, shard, position).
 */
final class ShuffledStream {

  private final long seed;
  private final int shard;
  private final int size;
  private long epoch = -1;
  private int[] order;

  ShuffledStream(long seed, int shard, int size) {
    this.seed = seed;
    this.shard = shard;
    this.size = size;
  }

  long seed() {
    return seed;
  }

  /** How many epochs later than {@code from} a position lies. */
  int epochsBetween(long from, long position) {
    return (int) (position / size - from / size);
  }

  /** The images at {@code count} positions from {@code position} on. */
  synchronized int[] next(long position, int count) {
    int[] images = new int[count];
    for (int i = 0; i < count; i++) {
      long wanted = (position + i) / size;
      if (wanted != epoch) {
        order = RandomStream.of(seed, Purpose.SHUFFLE, shard, wanted).permutation(size);
        epoch = wanted;
      }
      images[i] = order[(int) ((position + i) % size)];
    }
    return images;
  }
}
