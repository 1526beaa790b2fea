package org.sparkddpm.jobs.train;

import org.sparkddpm.images.ImageStore;

/**
 * One worker's part of the data set, on the executor that trains on it: image i of the shard is
 * example {@code index + i * count} of the whole. Its images are bytes, which are noised anew in
 * each round.
 */
final class Shard {

  private final ImageStore images;
  private final int index;
  private final int count;
  private ShuffledStream stream;

  /**
   * A shard of images that never change.
   *
   * @param index of the shard, from 0 on
   * @param count shards in all
   */
  Shard(ImageStore images, int index, int count) {
    this.images = images;
    this.index = index;
    this.count = count;
  }

  ImageStore images() {
    return images;
  }

  int index() {
    return index;
  }

  long example(int position) {
    return index + (long) position * count;
  }

  /** The shard read without end; it keeps its last order, which takes time to draw. */
  synchronized ShuffledStream shuffled(long seed) {
    if (stream == null || stream.seed() != seed) {
      stream = new ShuffledStream(seed, index, images.size());
    }
    return stream;
  }
}
