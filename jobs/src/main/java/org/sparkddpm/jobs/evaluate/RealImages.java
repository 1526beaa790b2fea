package org.sparkddpm.jobs.evaluate;

import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.data.DataSplits;
import org.sparkddpm.jobs.data.DistributedImages;
import org.sparkddpm.jobs.data.NumberedImages;
import scala.Tuple2;

/**
 * The data's images on the executors: the one place where the evaluation meets the data.
 *
 * @param data the splits
 * @param train in blocks, their positions those of the split
 * @param test as those
 */
record RealImages(DataSplits data, JavaRDD<ImageBlock> train, JavaRDD<ImageBlock> test) {

  /**
   * Puts both splits into blocks.
   *
   * @param partitions of each, where it has as many blocks
   */
  static RealImages of(DataSplits data, int partitions) {
    return new RealImages(
        data,
        blocks(data.train(), partitions).setName("training images"),
        blocks(data.test(), partitions).setName("test images"));
  }

  /** The parts that images are read in depend on the cluster; these blocks do not. */
  private static JavaRDD<ImageBlock> blocks(DistributedImages images, int partitions) {
    long blocks = (images.size() + ImageBlock.SIZE - 1) / ImageBlock.SIZE;
    return images
        .images()
        .flatMapToPair(RealImages::cut)
        .groupByKey((int) Math.max(1, Math.min(partitions, blocks)))
        .map(block -> joined(block._2()))
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static Iterator<Tuple2<Long, ImageBlock>> cut(NumberedImages numbered) {
    long first = numbered.first();
    long end = first + numbered.images().size();
    return LongStream.rangeClosed(first / ImageBlock.SIZE, (end - 1) / ImageBlock.SIZE)
        .mapToObj(
            block -> {
              long from = Math.max(first, block * ImageBlock.SIZE);
              long to = Math.min(end, (block + 1) * ImageBlock.SIZE);
              LabelledImages some =
                  numbered.images().subset((int) (from - first), (int) (to - from));
              return new Tuple2<>(block, new ImageBlock(from, some));
            })
        .iterator();
  }

  private static ImageBlock joined(Iterable<ImageBlock> pieces) {
    List<ImageBlock> all = StreamSupport.stream(pieces.spliterator(), false).toList();
    long first = all.stream().mapToLong(ImageBlock::first).min().orElseThrow();
    return new ImageBlock(first, ChosenImages.joined(all));
  }

  ImageShape shape() {
    return data.train().shape();
  }

  int classes() {
    return data.train().classes();
  }

  /** Images of each class in the training split. */
  long[] trainCounts() {
    return data.train().classCounts();
  }

  /** Images of each class in the test split. */
  long[] testCounts() {
    return data.test().classCounts();
  }

  long trainSize() {
    return data.train().size();
  }
}
