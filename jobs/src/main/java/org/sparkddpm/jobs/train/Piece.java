package org.sparkddpm.jobs.train;

import java.io.Serializable;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.data.NumberedImages;

/**
 * Images on the way to their shard.
 *
 * @param shard that they belong to
 * @param position of the first of them in it; the others follow
 */
record Piece(int shard, long position, LabelledImages images) implements Serializable {

  /** Deals images out: example number n of the set belongs to shard {@code n mod shards}. */
  static Iterator<Piece> deal(NumberedImages numbered, int shards) {
    LabelledImages images = numbered.images();
    long first = numbered.first();
    return IntStream.range(0, shards)
        .filter(shard -> offset(first, shard, shards) < images.size())
        .mapToObj(
            shard -> {
              int offset = offset(first, shard, shards);
              int count = (images.size() - offset + shards - 1) / shards;
              int[] taken = IntStream.range(0, count).map(i -> offset + i * shards).toArray();
              return new Piece(shard, (first + offset) / shards, images.chosen(taken));
            })
        .iterator();
  }

  /** How far behind the first example the next one of a shard comes. */
  private static int offset(long first, int shard, int shards) {
    return (int) Math.floorMod(shard - first, (long) shards);
  }
}
