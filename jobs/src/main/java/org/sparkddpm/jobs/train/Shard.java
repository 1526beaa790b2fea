package org.sparkddpm.jobs.train;

import java.io.Serializable;
import org.sparkddpm.images.LabelledImages;

/**
 * One worker's part of the data set: image i of the shard is example {@code index + i * count} of
 * the whole. It keeps the images as bytes; they are noised anew in each round.
 *
 * @param index of the shard, from 0 on
 * @param count shards in all
 */
record Shard(LabelledImages images, int index, int count) implements Serializable {

  long example(int position) {
    return index + (long) position * count;
  }
}
