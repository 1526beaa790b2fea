package org.sparkddpm.jobs.train;

import java.io.IOException;
import java.util.UUID;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.sparkddpm.jobs.data.DistributedImages;
import org.sparkddpm.jobs.data.FullDisk;
import org.sparkddpm.jobs.data.NumberedImages;
import scala.Tuple2;

/**
 * A data set spread over the executors, one partition for each worker: example n belongs to shard
 * {@code n mod workers}, whoever has read it.
 */
final class ShardedData implements AutoCloseable {

  private final String set = UUID.randomUUID().toString();
  private final JavaRDD<Shard> shards;

  /** Partition i is shard i. */
  private static final class ByShard extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int shards;

    ByShard(int shards) {
      this.shards = shards;
    }

    @Override
    public int numPartitions() {
      return shards;
    }

    @Override
    public int getPartition(Object shard) {
      return (Integer) shard;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByShard that && shards == that.shards;
    }

    @Override
    public int hashCode() {
      return shards;
    }
  }

  /**
   * Spreads images.
   *
   * @param images numbered from 0 on, in parts
   * @param like the set that they are of, for their shape
   * @param size how many there are
   * @param name for Spark's pages
   * @throws IllegalArgumentException if there are more workers than images
   */
  private ShardedData(
      JavaSparkContext spark,
      JavaRDD<NumberedImages> images,
      DistributedImages like,
      long size,
      int workers,
      String name) {
    if (workers > size) {
      throw new IllegalArgumentException(
          workers + " workers cannot share " + size + " images; lower --workers or give more data");
    }
    JavaPairRDD<Integer, Piece> pieces =
        images
            .flatMap(numbered -> Piece.deal(numbered, workers))
            .mapToPair(piece -> new Tuple2<>(piece.shard(), piece))
            .partitionBy(new ByShard(workers));
    CollectionAccumulator<Tuple2<Integer, String>> homes = new CollectionAccumulator<>();
    spark.sc().register(homes, name + " by executor");
    this.shards = new ShardRdd(pieces, set, like.shape(), size, workers, homes).toJavaRDD();
    shards.setName(name);
  }

  /** All images of a set. */
  static ShardedData of(
      JavaSparkContext spark, DistributedImages images, int workers, String name) {
    return new ShardedData(spark, images.images(), images, images.size(), workers, name);
  }

  /** Some images of a set, as many from each part of it, since many sets are sorted by class. */
  static ShardedData some(
      JavaSparkContext spark, DistributedImages images, int count, int workers, String name) {
    long size = images.size();
    return new ShardedData(
        spark,
        images.images().map(numbered -> EvenChoice.of(numbered, count, size)),
        images,
        count,
        workers,
        name);
  }

  /** The shards, each on the executor that put it together. */
  JavaRDD<Shard> shards() {
    return shards;
  }

  /**
   * Has the executors put the shards together, which the first job would do otherwise.
   *
   * @throws IOException saying why, where one of them cannot
   */
  void spread() throws IOException {
    try {
      shards.foreach(shard -> {});
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      Throwable root = ExceptionUtils.getRootCause(e);
      if (root instanceof IOException) {
        throw new IOException("the images cannot be spread: " + reason(e, root), e);
      }
      throw e;
    }
  }

  /** What this project says of a failure, place and remedy among it, or else of its root. */
  private static String reason(Exception failure, Throwable root) {
    Throwable told = ExceptionUtils.throwableOfType(failure, IOException.class);
    return told == root
        ? FullDisk.account(failure)
            .orElseGet(() -> root.getMessage() == null ? root.toString() : root.getMessage())
        : String.valueOf(told.getMessage());
  }

  /** Forgets the shards that are in this process, where the driver has the executors' work. */
  @Override
  public void close() {
    ExecutorShards.drop(set);
  }
}
