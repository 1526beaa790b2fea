package org.sparkddpm.jobs.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.sparkddpm.images.LabelledImages;

/**
 * A data set spread over the executors, one partition for each worker. Each shard is a broadcast of
 * its own, so an executor fetches the shards that it works on and no others, and one that is lost
 * takes nothing with it: another fetches its shard again.
 */
final class ShardedData {

  private ShardedData() {}

  /**
   * Spreads the images.
   *
   * @throws IllegalArgumentException if there are more workers than images
   */
  static JavaRDD<Shard> spread(
      JavaSparkContext spark, LabelledImages images, int workers, String name) {
    if (workers > images.size()) {
      throw new IllegalArgumentException(
          workers
              + " workers cannot share "
              + images.size()
              + " images; lower --workers or give more data");
    }
    List<Broadcast<Shard>> shards = new ArrayList<>();
    for (int index = 0; index < workers; index++) {
      shards.add(spark.broadcast(new Shard(images.shard(index, workers), index, workers)));
    }
    JavaRDD<Shard> rdd =
        spark
            .parallelize(IntStream.range(0, workers).boxed().toList(), workers)
            .map(index -> shards.get(index).value());
    rdd.setName(name);
    return rdd.persist(StorageLevel.MEMORY_ONLY());
  }
}
