package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.Comparator;

/**
 * Where a block begins, and how many images there are of it in a set.
 *
 * @param place of its first image
 */
record BlockSize(BlockPlace place, int images) implements Comparable<BlockSize>, Serializable {

  private static final Comparator<BlockSize> ORDER = BlockPlace.of(BlockSize::place);

  @Override
  public int compareTo(BlockSize other) {
    return ORDER.compare(this, other);
  }
}
