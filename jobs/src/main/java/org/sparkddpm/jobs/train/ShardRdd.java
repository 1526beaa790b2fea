package org.sparkddpm.jobs.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.util.CollectionAccumulator;
import org.sparkddpm.images.ImageShape;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * One shard a partition, put together once from the pieces that come through Spark's shuffle, and
 * kept by the executor that did so. A later task of the partition goes there; on another executor,
 * or where that one is lost, the pieces come again. Spark's own cache would hold a shard as one
 * value on the heap and send it whole.
 */
final class ShardRdd extends RDD<Shard> {

  private static final long serialVersionUID = 1L;

  private static final ClassTag<Shard> TAG = ClassTag$.MODULE$.apply(Shard.class);

  private final String set;
  private final ImageShape shape;
  private final long images;
  private final int count;
  private final CollectionAccumulator<Tuple2<Integer, String>> homes;

  /**
   * The shards of some pieces.
   *
   * @param pieces partitioned by shard
   * @param set a name that is unique among all sets
   * @param images in all
   * @param count shards
   * @param homes registered; tells where shards were put together
   */
  ShardRdd(
      JavaPairRDD<Integer, Piece> pieces,
      String set,
      ImageShape shape,
      long images,
      int count,
      CollectionAccumulator<Tuple2<Integer, String>> homes) {
    super(pieces.rdd(), TAG);
    this.set = set;
    this.shape = shape;
    this.images = images;
    this.count = count;
    this.homes = homes;
  }

  @Override
  public Partition[] getPartitions() {
    return dependencies().head().rdd().partitions();
  }

  @Override
  public Iterator<Shard> compute(Partition partition, TaskContext context) {
    int index = partition.index();
    try {
      Shard shard =
          ExecutorShards.get(
              new ExecutorShards.Key(set, index), () -> assemble(partition, context));
      return JavaConverters.asScalaIterator(List.of(shard).iterator());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @SuppressWarnings("unchecked")
  private Shard assemble(Partition partition, TaskContext context) throws IOException {
    int index = partition.index();
    int size = Math.toIntExact(images / count + (index < images % count ? 1 : 0));
    ShardFile file =
        new ShardFile(
            SparkEnv.get().blockManager().diskBlockManager().createTempLocalBlock()._2(),
            shape,
            size,
            ShardCipher.of(SparkEnv.get().conf()));
    RDD<Tuple2<Integer, Piece>> pieces =
        (RDD<Tuple2<Integer, Piece>>) (RDD<?>) dependencies().head().rdd();
    Iterator<Tuple2<Integer, Piece>> all = pieces.iterator(partition, context);
    while (all.hasNext()) {
      Piece piece = all.next()._2();
      file.put(piece.position(), piece.images());
    }
    file.requireFull();
    BlockManagerId here = SparkEnv.get().blockManager().blockManagerId();
    // The form in which Spark's scheduler knows an executor.
    homes.add(new Tuple2<>(index, "executor_" + here.host() + "_" + here.executorId()));
    return new Shard(file, index, count);
  }

  @Override
  public Seq<String> getPreferredLocations(Partition partition) {
    List<String> last =
        homes.value().stream()
            .filter(home -> home._1() == partition.index())
            .map(Tuple2::_2)
            .reduce((earlier, later) -> later)
            .stream()
            .toList();
    return JavaConverters.asScalaBuffer(last);
  }
}
