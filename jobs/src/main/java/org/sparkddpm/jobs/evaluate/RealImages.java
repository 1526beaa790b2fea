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
record RealImages(DataSplits data, JavaRDD<NumberedImages> train, JavaRDD<NumberedImages> test) {

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
  private static JavaRDD<NumberedImages> blocks(DistributedImages images, int partitions) {
    long blocks = (images.size() + JudgeTask.BLOCK - 1) / JudgeTask.BLOCK;
    return images
        .images()
        .flatMapToPair(RealImages::cut)
        .groupByKey((int) Math.max(1, Math.min(partitions, blocks)))
        .map(block -> joined(block._2()))
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static Iterator<Tuple2<Long, NumberedImages>> cut(NumberedImages numbered) {
    long first = numbered.first();
    long end = first + numbered.images().size();
    return LongStream.rangeClosed(first / JudgeTask.BLOCK, (end - 1) / JudgeTask.BLOCK)
        .mapToObj(
            block -> {
              long from = Math.max(first, block * JudgeTask.BLOCK);
              long to = Math.min(end, (block + 1) * JudgeTask.BLOCK);
              LabelledImages some =
                  numbered.images().subset((int) (from - first), (int) (to - from));
              return new Tuple2<>(block, new NumberedImages(from, some));
            })
        .iterator();
  }

  private static NumberedImages joined(Iterable<NumberedImages> pieces) {
    List<NumberedImages> all = StreamSupport.stream(pieces.spliterator(), false).toList();
    long first = all.stream().mapToLong(NumberedImages::first).min().orElseThrow();
    return new NumberedImages(first, ChosenImages.joined(all));
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
