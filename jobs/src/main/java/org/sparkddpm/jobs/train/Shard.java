package org.sparkddpm.jobs.train;

import org.nd4j.linalg.dataset.MultiDataSet;
import org.sparkddpm.images.LabelledImages;

/**
 * One worker's part of the data set: image i of the shard is example {@code index + i * count} of
 * the whole. It is a MultiDataSet because that is what SparkComputationGraph trains on; it keeps
 * the images as bytes and is noised anew by the worker in each round.
 */
final class Shard extends MultiDataSet {

  private static final long serialVersionUID = 1L;

  private final LabelledImages images;
  private final int index;
  private final int count;

  Shard(LabelledImages images, int index, int count) {
    this.images = images;
    this.index = index;
    this.count = count;
  }

  LabelledImages images() {
    return images;
  }

  int index() {
    return index;
  }

  long example(int position) {
    return index + (long) position * count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shard that
        && index == that.index
        && count == that.count
        && images.equals(that.images);
  }

  @Override
  public int hashCode() {
    return 31 * index + count;
  }
}
